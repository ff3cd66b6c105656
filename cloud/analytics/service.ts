import type { History, OccupancyAt } from '#contracts/http/history.ts'
import type { Queryable } from '../db/pool.ts'
import { bucketBounds, type HistoryRange, sourcesFor } from './buckets.ts'
import { historyPoints, occupancyAt } from './history.ts'
import { type LotRow, selectFlows } from './store.ts'

/** A lot's occupancy over time. */
export async function lotHistory(
  db: Queryable,
  lot: LotRow,
  range: Omit<HistoryRange, 'timeZone'>,
  now: number,
): Promise<History> {
  const { timeZone, capacity } = lot
  const bounds = bucketBounds({ ...range, timeZone }, now)
  const head = { lot: lot.lot, resolution: range.resolution, capacity, timeZone }
  if (bounds.length === 0) return { ...head, points: [] }
  const { latest, flows } = await selectFlows(db, lot.id, bounds, sourcesFor(bounds, now))
  return { ...head, points: historyPoints(bounds, latest, flows) }
}

/** How many slots were occupied at each instant (ms since 1970); an event at that very instant counts. */
export async function lotOccupancyAt(
  db: Queryable,
  lot: LotRow,
  instants: readonly number[],
): Promise<Pick<OccupancyAt, 'lot' | 'capacity'> & { occupied: number[] }> {
  // Events are of whole milliseconds: those after t begin at t + 1.
  const thresholds = [...new Set(instants.map((at) => at + 1))].sort((a, b) => a - b)
  const end = (thresholds.at(-1) ?? 0) + 1
  const { latest, flows } = await selectFlows(db, lot.id, thresholds, {
    hoursFrom: end,
    hoursTo: end,
  })
  const occupied = occupancyAt(
    instants.map((at) => at + 1),
    thresholds,
    latest,
    flows,
  )
  return { lot: lot.lot, capacity: lot.capacity, occupied }
}
