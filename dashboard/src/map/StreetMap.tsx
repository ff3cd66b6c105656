import 'maplibre-gl/dist/maplibre-gl.css'
import { useComputedColorScheme } from '@mantine/core'
import { useElementSize, useMergedRef, useReducedMotion } from '@mantine/hooks'
import { Map as Canvas, type LngLatBoundsLike } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import type { MapProps } from './CityMap.tsx'
import { MapButtons } from './MapButtons.tsx'
import { MarkerLayer } from './MarkerLayer.tsx'
import { paintNow, streetStyle } from './map-style.ts'
import { boundsOf, type Position } from './mercator.ts'

const padding = 64
/** Width of the panel beside which the chosen lot is kept in sight, in pixels. */
const panelPx = 352
const closest = 16.5

/** The map with WebGL: pan and zoom by wheel, fingers and keys. Calls `fail` when the context is lost. */
export function StreetMap({
  rows,
  chosen,
  choose,
  panelOpen,
  fail,
}: MapProps & { fail: () => void }) {
  const holder = useRef<HTMLDivElement>(null)
  const { ref, width, height } = useElementSize<HTMLDivElement>()
  const [canvas, setCanvas] = useState<Canvas>()
  const [, setFrame] = useState(0)
  const still = useReducedMotion()
  const scheme = useComputedColorScheme('light')
  const latestFail = useRef(fail)
  latestFail.current = fail

  useEffect(() => {
    if (!holder.current) return
    const made = new Canvas({
      container: holder.current,
      style: streetStyle(),
      center: [8.404, 49.009],
      zoom: 12.5,
      minZoom: 3,
      maxZoom: 18,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
    })
    made.touchZoomRotate.disableRotation()
    made.keyboard.disableRotation()
    made.getCanvas().setAttribute('aria-label', 'Map; arrow keys move it, plus and minus zoom')
    made.on('move', () => setFrame((n) => n + 1))
    made.on('webglcontextlost', () => latestFail.current())
    setCanvas(made)
    return () => made.remove()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours change with the scheme
  useEffect(() => {
    if (canvas) paintNow(canvas)
  }, [canvas, scheme])

  const fitted = useRef(false)
  const show = (positions: readonly Position[], animate: boolean) => {
    const bounds = boundsOf(positions)
    if (!canvas || !bounds) return
    canvas.fitBounds(bounds as LngLatBoundsLike, {
      padding,
      maxZoom: closest,
      animate: animate && !still,
      duration: 200,
    })
  }
  useEffect(() => {
    if (!canvas || fitted.current || rows.length === 0 || width === 0) return
    fitted.current = true
    canvas.resize()
    show(
      rows.map((row) => row.lot),
      false,
    )
  })

  const chosenLot = rows.find(({ lot }) => lot.id === chosen)?.lot
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves once for each chosen lot, not with its figures
  useEffect(() => {
    if (!canvas || !chosenLot) return
    const at = canvas.project([chosenLot.longitude, chosenLot.latitude])
    const right = width - (panelOpen ? panelPx : 0)
    if (at.x > 40 && at.x < right - 40 && at.y > 40 && at.y < height - 40) return
    canvas.easeTo({
      center: [chosenLot.longitude, chosenLot.latitude],
      offset: [panelOpen ? -panelPx / 2 : 0, 0],
      duration: still ? 0 : 200,
    })
  }, [canvas, chosenLot?.id, panelOpen, width > 0])

  return (
    <div className="pk-map">
      <div ref={useMergedRef(holder, ref)} className="pk-map-canvas" />
      {canvas && (
        <MarkerLayer
          {...{ rows, chosen, choose }}
          size={{ width, height }}
          project={({ longitude, latitude }) => canvas.project([longitude, latitude])}
          zoomTo={(positions) => show(positions, true)}
        />
      )}
      <MapButtons
        zoom={(by) => canvas?.easeTo({ zoom: canvas.getZoom() + by, duration: still ? 0 : 200 })}
        fitAll={() =>
          show(
            rows.map((row) => row.lot),
            true,
          )
        }
      />
    </div>
  )
}
