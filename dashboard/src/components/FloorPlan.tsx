import { type KeyboardEvent, type PointerEvent, useCallback, useRef } from 'react'
import type { Slot } from '#contracts/http/lots.ts'
import type { SlotState } from '#contracts/rules/trust.ts'
import { MapButtons } from '../map/MapButtons.tsx'
import { type Direction, type Level, middleOf, neighbour } from '../util/floor-plan.ts'
import { FloorSlot, slotElementId } from './FloorSlot.tsx'
import { usePanZoom } from './use-pan-zoom.ts'

/** One floor of a lot. Wheel, pinch and + − zoom, dragging moves, arrow keys go from slot to slot. */
export function FloorPlan({
  level,
  states,
  hits,
  pointed,
  point,
  lost,
}: {
  level: Level
  states: ReadonlyMap<string, SlotState>
  hits: ReadonlySet<string>
  /** The slot under the pointer or the keyboard. */
  pointed: Slot | undefined
  point: (slot: Slot | undefined) => void
  lost: boolean
}) {
  const frame = useRef<SVGSVGElement>(null)
  const group = useRef<SVGGElement>(null)
  const { box, slots } = level
  const { zoom, reset } = usePanZoom(frame, group, box)
  const here = pointed?.place.level === level.name ? pointed : undefined
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = event.key.startsWith('Arrow') ? (event.key as Direction) : undefined
    if (arrow) point(here ? (neighbour(slots, here, arrow) ?? here) : slots[0])
    else if (event.key === '+' || event.key === '=') zoom(1.4)
    else if (event.key === '-') zoom(1 / 1.4)
    else if (event.key === '0') reset()
    else if (event.key === 'Escape') point(undefined)
    else return
    event.preventDefault()
  }
  const onPointer = useCallback(
    (event: PointerEvent) => {
      const found = (event.target as Element).closest<SVGGElement>('[data-slot]')
      const id = found?.dataset['slot']
      point(id === undefined ? undefined : slots.find((slot) => slot.id === id))
    },
    [slots, point],
  )
  return (
    <div
      className="pk-plan"
      data-lost={lost}
      role="application"
      aria-label={`Floor plan, level ${level.name}: arrow keys go from slot to slot, plus and minus zoom`}
      aria-activedescendant={here && slotElementId(here.id)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the drawing takes keys
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <svg
        ref={frame}
        viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => point(undefined)}
      >
        <title>{`Floor plan, level ${level.name}`}</title>
        <defs>
          <pattern
            id="pk-hatch"
            width="0.8"
            height="0.8"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="0.8" height="0.8" fill="var(--pk-unknown-soft)" />
            <line y2="0.8" stroke="var(--pk-unknown)" strokeWidth="0.3" />
          </pattern>
        </defs>
        <g ref={group}>
          {slots.map((slot) => (
            <FloorSlot
              key={slot.id}
              slot={slot}
              state={states.get(slot.id) ?? 'unknown'}
              hit={hits.has(slot.id)}
            />
          ))}
          {here && <Pointed slot={here} />}
        </g>
      </svg>
      <div className="pk-plan-buttons">
        <MapButtons
          zoom={(by) => zoom(by > 0 ? 1.6 : 1 / 1.6)}
          fitAll={reset}
          fitLabel="Show the whole level"
        />
      </div>
    </div>
  )
}

function Pointed({ slot }: { slot: Slot }) {
  const { width, length, rotation } = slot.place
  const { x, y } = middleOf(slot)
  return (
    <rect
      className="pk-slot-pointed"
      transform={`translate(${x} ${y}) rotate(${rotation})`}
      x={-width / 2}
      y={-length / 2}
      width={width}
      height={length}
      rx={0.4}
    />
  )
}
