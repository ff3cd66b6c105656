import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { Box } from '../util/floor-plan.ts'
import { fitted, keepInSight, type Placement, zoomAt } from '../util/pan-zoom.ts'

/** Screen pixels that a metre must have for the words in a slot to be readable. */
const readablePx = 17
const wheelStep = 0.0018

/**
 * Moves a drawing in its frame by wheel, pinch and drag, without rendering: the placement is written straight to the
 * group. `zoom` and `reset` are for keys and buttons.
 */
export function usePanZoom(
  frame: RefObject<SVGSVGElement | null>,
  group: RefObject<SVGGElement | null>,
  box: Box,
) {
  const placement = useRef<Placement>(fitted)
  const put = useCallback(
    (next: Placement) => {
      placement.current = keepInSight(next, box)
      const { x, y, k } = placement.current
      group.current?.setAttribute('transform', `translate(${x} ${y}) scale(${k})`)
      const pixels = frame.current?.getScreenCTM()?.a ?? 0
      if (frame.current) frame.current.dataset['near'] = String(pixels * k >= readablePx)
    },
    [box, frame, group],
  )
  const middle = useCallback(() => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 }), [box])
  const zoom = useCallback(
    (factor: number) => put(zoomAt(placement.current, middle(), factor)),
    [put, middle],
  )
  const reset = useCallback(() => put(fitted), [put])

  useEffect(() => {
    const svg = frame.current
    if (!svg) return
    put(fitted)
    const pointers = new Map<number, { x: number; y: number }>()
    const inDrawing = (event: { clientX: number; clientY: number }) => {
      const matrix = svg.getScreenCTM()?.inverse()
      const at = new DOMPoint(event.clientX, event.clientY)
      return matrix ? at.matrixTransform(matrix) : at
    }
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      put(zoomAt(placement.current, inDrawing(event), Math.exp(-event.deltaY * wheelStep)))
    }
    const onDown = (event: PointerEvent) => {
      pointers.set(event.pointerId, inDrawing(event))
    }
    const onMove = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId)
      if (!before) return
      const now = inDrawing(event)
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
      pointers.set(event.pointerId, now)
      const { x, y, k } = placement.current
      const moved = { k, x: x + now.x - before.x, y: y + now.y - before.y }
      if (!other) return put(moved)
      const spread = (p: { x: number; y: number }) => Math.hypot(p.x - other.x, p.y - other.y)
      put(zoomAt(placement.current, other, spread(now) / Math.max(spread(before), 0.01)))
    }
    const onUp = (event: PointerEvent) => pointers.delete(event.pointerId)
    svg.addEventListener('wheel', onWheel, { passive: false })
    svg.addEventListener('pointerdown', onDown)
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', onUp)
    return () => {
      svg.removeEventListener('wheel', onWheel)
      svg.removeEventListener('pointerdown', onDown)
      window.removeEventListener('pointermove', onMove)
      window.removeEventListener('pointerup', onUp)
      window.removeEventListener('pointercancel', onUp)
    }
  }, [frame, put])
  return { zoom, reset }
}
