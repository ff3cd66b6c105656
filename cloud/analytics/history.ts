import type { HistoryPoint } from '#contracts/http/history.ts'

/** What happened inside one bucket, or after the last one. */
export interface Flow {
  /** Number of the bucket, from 1; one more than the last bucket for everything after it. */
  bucket: number
  arrivals: number
  departures: number
  /** Change of the number of occupied slots. */
  net: number
  /** Σ change × seconds from the change to the bucket's end. */
  area: number
}

/**
 * The points of a history, counted backwards from the newest known occupancy `latest`: a bucket begins with `latest`
 * less all that changed in it and after it, so that no record of the far past is needed.
 */
export function historyPoints(
  bounds: readonly number[],
  latest: number,
  flows: readonly Flow[],
): HistoryPoint[] {
  const byBucket = new Map(flows.map((flow) => [flow.bucket, flow]))
  const points: HistoryPoint[] = []
  let atEnd = latest - (byBucket.get(bounds.length)?.net ?? 0)
  for (let i = bounds.length - 1; i >= 1; i--) {
    const start = bounds[i - 1] ?? 0
    const end = bounds[i] ?? 0
    const { arrivals, departures, net, area } = byBucket.get(i) ?? quiet
    const atStart = atEnd - net
    const mean = atStart + area / ((end - start) / 1000)
    points.push({
      start: new Date(start).toISOString(),
      occupiedAtStart: Math.max(0, atStart),
      occupiedMean: Math.max(0, Math.round(mean * 1e6) / 1e6),
      arrivals,
      departures,
    })
    atEnd = atStart
  }
  return points.reverse()
}

const quiet = { arrivals: 0, departures: 0, net: 0, area: 0 }

/** Occupied slots at each of `instants`, given what changed after each of the ascending `thresholds`. */
export function occupancyAt(
  instants: readonly number[],
  thresholds: readonly number[],
  latest: number,
  flows: readonly Pick<Flow, 'bucket' | 'net'>[],
): number[] {
  const net = new Map(flows.map((flow) => [flow.bucket, flow.net]))
  const occupied = new Map<number, number>()
  let after = 0
  for (let i = thresholds.length; i >= 1; i--) {
    after += net.get(i) ?? 0
    occupied.set(thresholds[i - 1] ?? 0, Math.max(0, latest - after))
  }
  return instants.map((at) => occupied.get(at) ?? 0)
}
