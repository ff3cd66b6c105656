import type { LotOccupancy, LotSnapshot } from '#contracts/http/occupancy.ts'
import { lotOccupancy } from '#contracts/rules/occupancy.ts'
import type { Queryable } from '../db/pool.ts'
import { snapshotOf } from './occupancy.ts'
import { selectCounts, selectSnapshot } from './store.ts'

/** One lot's counts and slots, of one moment, so that `rev` belongs to the slots; undefined for an unknown lot. */
export async function lotSnapshot(
  db: Queryable,
  lot: string,
  now: number,
): Promise<LotSnapshot | undefined> {
  const found = await selectSnapshot(db, lot)
  return found && snapshotOf(found.lot, found.slots, now)
}

/** Counts of the lots in code order, in one statement: all of them, or `limit` after the code `after`. */
export async function cityOccupancy(
  db: Queryable,
  now: number,
  page: { after?: string; limit?: number } = {},
): Promise<LotOccupancy[]> {
  const rows = await selectCounts(db, now, page.after ?? '', page.limit ?? null)
  return rows.map((row) => lotOccupancy(row, row))
}
