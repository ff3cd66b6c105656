import type { LotId, SlotId } from '#contracts/ids.ts'
import type { LotDelta } from '#contracts/live.ts'
import type { Pool } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'

/** What one commit sets a slot to. */
export interface SlotWrite {
  slot: SlotId
  occupied: boolean
  at: number
}

/** Commits a lot's slots and revision the way ingest leaves them, and returns the delta that tells of it. */
export function commit(pool: Pool, lot: LotId, writes: readonly SlotWrite[]): Promise<LotDelta> {
  const at = Math.max(...writes.map((write) => write.at))
  return transaction(pool, async (tx) => {
    const state = await tx.query<{ rev: number }>(
      `insert into ingest.lot_state (lot_id, rev, gateway)
       select lot_id, 1, 'online' from parking.lot_directory where lot = $1
       on conflict (lot_id) do update set rev = ingest.lot_state.rev + 1, gateway = 'online'
       returning rev`,
      [lot],
    )
    await tx.query(
      `insert into ingest.slot_state (slot_id, lot_id, occupied, since, last_seen)
       select slot_id, lot_id, occupied, to_timestamp(at / 1000), to_timestamp(at / 1000)
       from unnest($2::text[], $3::boolean[], $4::float8[]) as heard (slot, occupied, at)
       join parking.slot_directory using (slot) where lot = $1
       on conflict (slot_id) do update
       set occupied = excluded.occupied, since = excluded.since, last_seen = excluded.last_seen`,
      [lot, writes.map((w) => w.slot), writes.map((w) => w.occupied), writes.map((w) => w.at)],
    )
    const occupied = await tx.query<{ n: number }>(
      `select count(*)::int as n from ingest.slot_readings
       join parking.slot_directory using (slot_id) where lot = $1 and occupied`,
      [lot],
    )
    const rev = state.rows[0]?.rev ?? 0
    return {
      v: 1,
      lot,
      from: rev,
      rev,
      at,
      occupied: occupied.rows[0]?.n ?? 0,
      slots: writes.map((w) => ({
        slot: w.slot,
        occupied: w.occupied,
        since: w.at,
        seen: w.at,
      })),
      gateway: 'online',
      happenings: [],
    }
  })
}
