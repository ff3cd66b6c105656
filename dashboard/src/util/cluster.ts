/** What the map marks: a lot, or several that stand too close to tell apart. */
export interface Markable {
  id: string
  /** Position on the screen in pixels. */
  x: number
  y: number
  free: number
  occupied: number
  /** Slots that can be used: capacity without the closed ones. */
  open: number
  /** True when the figures are old or missing. */
  old: boolean
}

/** A marker: the sums of its lots. */
export interface Cluster extends Markable {
  members: string[]
}

/**
 * Joins marks nearer than `radius` pixels. Greedy from the largest lot, so that the same view always gives the same
 * clusters; a cluster stands at its largest lot. The sums over all clusters equal the sums over all marks.
 */
export function clusterMarks(marks: readonly Markable[], radius: number): Cluster[] {
  const order = [...marks].sort((a, b) => b.open - a.open || (a.id < b.id ? -1 : 1))
  const cells = new Map<string, Cluster[]>()
  const clusters: Cluster[] = []
  for (const mark of order) {
    const near = nearest(cells, mark, radius)
    if (near) {
      near.members.push(mark.id)
      near.free += mark.free
      near.occupied += mark.occupied
      near.open += mark.open
      near.old &&= mark.old
      continue
    }
    const cluster = { ...mark, members: [mark.id] }
    clusters.push(cluster)
    const key = cellOf(mark.x, mark.y, radius)
    cells.set(key, [...(cells.get(key) ?? []), cluster])
  }
  return clusters
}

function nearest(cells: Map<string, Cluster[]>, mark: Markable, radius: number) {
  let best: Cluster | undefined
  let bestDistance = radius
  for (const dx of [-radius, 0, radius]) {
    for (const dy of [-radius, 0, radius]) {
      for (const cluster of cells.get(cellOf(mark.x + dx, mark.y + dy, radius)) ?? []) {
        const distance = Math.hypot(cluster.x - mark.x, cluster.y - mark.y)
        if (distance >= bestDistance) continue
        best = cluster
        bestDistance = distance
      }
    }
  }
  return best
}

function cellOf(x: number, y: number, size: number): string {
  return `${Math.floor(x / size)}:${Math.floor(y / size)}`
}
