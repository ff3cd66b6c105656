import type { Lot, LotDescription, Slot } from '#contracts/http/lots.ts'
import type { LotId } from '#contracts/ids.ts'
import type { Pool, Queryable } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import { describedLot, slotColumns } from './lot.ts'
import { retireOthers, selectSlots, upsertLot, upsertSlots } from './store.ts'

/** Describes a lot with all its slots; slots left out are retired. The same description again writes no row. */
export async function putLot(
  pool: Pool,
  code: LotId,
  description: LotDescription,
  now: number,
): Promise<{ lot: Lot; created: boolean }> {
  const slots = slotColumns(description.slots)
  const created = await transaction(pool, async (tx) => {
    const lot = await upsertLot(tx, code, description, now)
    await upsertSlots(tx, lot.id, slots)
    await retireOthers(tx, lot.id, slots.codes, now)
    return lot.created
  })
  return { lot: describedLot(code, description), created }
}

/** A lot's slots in use in code order, those after `after`. */
export async function listSlots(
  db: Queryable,
  lot: string,
  after: string,
  limit: number,
): Promise<Slot[]> {
  const rows = await selectSlots(db, lot, after, limit)
  return rows.map(({ id, class: kind, closed, ...place }) => ({ id, class: kind, closed, place }))
}
