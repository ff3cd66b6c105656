import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { memo, useMemo, useState } from 'react'
import type { MapProps } from './CityMap.tsx'
import { MapButtons } from './MapButtons.tsx'
import { MarkerLayer } from './MarkerLayer.tsx'
import { fitView, onScreen, type Position, toWorld, type View } from './mercator.ts'
import { type Streets, streetsQuery } from './streets.ts'

const paddingPx = 64
/** Units of the drawing across the world, so that street coordinates are short numbers. */
const unit = 1e7

/** The map without WebGL: street lines as SVG, moved by buttons and by opening clusters. */
export function PlainMap({ rows, chosen, choose }: MapProps) {
  const { ref, width, height } = useElementSize()
  const size = { width, height }
  const [moved, setMoved] = useState<View>()
  const view =
    moved ??
    fitView(
      rows.map((r) => r.lot),
      size,
      paddingPx,
    )
  const zoom = (by: 1 | -1) => setMoved({ ...view, scale: view.scale * 2 ** by })
  const project = (position: Position) => onScreen(position, view, size)
  const k = view.scale / unit
  const shift = [width / 2 - view.x * view.scale, height / 2 - view.y * view.scale]
  return (
    <div ref={ref} className="pk-map" data-plain="true">
      <svg className="pk-map-streets" aria-hidden="true">
        <g transform={`translate(${shift.join(' ')}) scale(${k})`}>
          <StreetLines />
        </g>
      </svg>
      {width > 0 && (
        <MarkerLayer
          {...{ rows, project, size, chosen, choose }}
          zoomTo={(positions) => setMoved(fitView(positions, size, paddingPx))}
        />
      )}
      <MapButtons zoom={zoom} fitAll={() => setMoved(undefined)} />
    </div>
  )
}

const StreetLines = memo(function StreetLines() {
  const streets = useQuery(streetsQuery)
  const paths = useMemo(() => (streets.data ? pathsOf(streets.data) : []), [streets.data])
  return paths.map(({ rank, d }) => <path key={rank} data-rank={rank} d={d} />)
})

function pathsOf(streets: Streets): { rank: string; d: string }[] {
  return streets.features.map(({ properties, geometry }) => ({
    rank: properties.rank,
    d: geometry.coordinates
      .map((line) =>
        line
          .map(([longitude, latitude], i) => {
            const { x, y } = toWorld({ longitude, latitude })
            return `${i === 0 ? 'M' : 'L'}${(x * unit).toFixed(1)} ${(y * unit).toFixed(1)}`
          })
          .join(''),
      )
      .join(''),
  }))
}
