import type { BoardRow } from '../util/board-rows.ts'
import { clusterMarks, type Markable } from '../util/cluster.ts'
import { isOld } from '../util/standing.ts'
import { LotMarker } from './LotMarker.tsx'
import type { Position, Size } from './mercator.ts'

/** Markers nearer than this many pixels become one. */
const clusterPx = 50
/** Marks farther outside the window than this many pixels are not drawn. */
const marginPx = 80
/** With at most this many markers in sight, each has its name under it. */
const mostNames = 12

/** The lots over a map that tells where each is on the screen. */
export function MarkerLayer({
  rows,
  project,
  size,
  chosen,
  choose,
  zoomTo,
}: {
  rows: readonly BoardRow[]
  project: (position: Position) => { x: number; y: number }
  size: Size
  chosen: string | undefined
  choose: (lot: string) => void
  zoomTo: (positions: readonly Position[]) => void
}) {
  const byId = new Map(rows.map((row) => [row.lot.id as string, row]))
  const clusters = clusterMarks(
    rows.map((row) => markOf(row, project(row.lot))).filter((mark) => isNear(mark, size)),
    clusterPx,
  )
  const labelled = clusters.length <= mostNames
  return (
    <div className="pk-markers">
      {clusters
        .sort((a, b) => a.y - b.y)
        .map((cluster) => (
          <LotMarker
            key={cluster.id}
            cluster={cluster}
            name={byId.get(cluster.id)?.lot.name ?? cluster.id}
            chosen={chosen !== undefined && cluster.members.includes(chosen)}
            labelled={labelled}
            press={() =>
              cluster.members.length === 1
                ? choose(cluster.id)
                : zoomTo(cluster.members.flatMap((id) => byId.get(id)?.lot ?? []))
            }
          />
        ))}
    </div>
  )
}

function markOf({ lot, counts, standing }: BoardRow, at: { x: number; y: number }): Markable {
  return {
    id: lot.id,
    ...at,
    free: counts?.free ?? 0,
    occupied: counts?.occupied ?? 0,
    open: counts ? counts.capacity - counts.closed : lot.capacity,
    old: isOld(standing),
  }
}

function isNear({ x, y }: { x: number; y: number }, { width, height }: Size): boolean {
  return x > -marginPx && y > -marginPx && x < width + marginPx && y < height + marginPx
}
