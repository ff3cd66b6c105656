import type { LotFacts, SlotCounts } from '#contracts/rules/occupancy.ts'
import { missedHeartbeats } from '#contracts/rules/trust.ts'
import type { Queryable } from '../db/pool.ts'
import type { SlotRow } from './occupancy.ts'

const lotColumns = `lots.lot, coalesce(readings.rev, 0) as rev,
  coalesce(readings.gateway, 'never') as gateway, lots.heartbeat_ms as "heartbeatMs"`

/**
 * Counts of the lots in code order, those after `after`, in one statement. The filters say what `slotState` of
 * rules/trust.ts says; an integration test compares both.
 */
export async function selectCounts(
  db: Queryable,
  now: number,
  after: string,
  limit: number | null,
): Promise<(LotFacts & SlotCounts)[]> {
  const { rows } = await db.query<LotFacts & SlotCounts>(
    `select ${lotColumns}, counts.*
     from parking.lot_directory as lots
     left join ingest.lot_readings as readings using (lot_id)
     cross join lateral (
       select count(*) filter (where closed)::int as closed,
         count(*) filter (where not closed and fresh and occupied)::int as occupied,
         count(*) filter (where not closed and fresh and not occupied)::int as free,
         count(*) filter (where not closed and not fresh)::int as unknown,
         max(last_seen) filter (where not closed) as "lastObservedAt"
       from (
         select slots.closed, slot_readings.occupied, last_seen,
           coalesce(slot_readings.occupied is not null and last_seen >= to_timestamp($1::float8 / 1000)
             - $2 * lots.heartbeat_ms * interval '1 millisecond', false) as fresh
         from parking.slot_directory as slots
         left join ingest.slot_readings using (slot_id)
         where slots.lot_id = lots.lot_id
       ) as states
     ) as counts
     where lots.lot > $3
     order by lots.lot
     limit $4`,
    [now, missedHeartbeats, after, limit],
  )
  return rows
}

/** One lot with all its slots in code order, in one statement and so of one moment; undefined for an unknown lot. */
export async function selectSnapshot(
  db: Queryable,
  lot: string,
): Promise<{ lot: LotFacts; slots: SlotRow[] } | undefined> {
  const { rows } = await db.query<LotFacts & (SlotRow | { slot: null })>(
    `select ${lotColumns}, slots.slot, slots.closed, slot_readings.occupied, since,
       last_seen as "lastSeenAt", coalesce(flapping, false) as flapping,
       battery_percent as "batteryPercent", rssi_dbm as "rssiDbm"
     from parking.lot_directory as lots
     left join ingest.lot_readings as readings using (lot_id)
     left join parking.slot_directory as slots using (lot_id)
     left join ingest.slot_readings using (slot_id)
     where lots.lot = $1
     order by slots.slot`,
    [lot],
  )
  const [first] = rows
  if (!first) return undefined
  const { rev, gateway, heartbeatMs } = first
  return {
    lot: { lot: first.lot, rev, gateway, heartbeatMs },
    slots: rows.flatMap((row) =>
      row.slot === null
        ? []
        : [
            {
              slot: row.slot,
              closed: row.closed,
              occupied: row.occupied,
              since: row.since,
              lastSeenAt: row.lastSeenAt,
              flapping: row.flapping,
              batteryPercent: row.batteryPercent,
              rssiDbm: row.rssiDbm,
            },
          ],
    ),
  }
}
