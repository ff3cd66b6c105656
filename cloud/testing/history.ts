import type { Queryable } from '../db/pool.ts'

/** A slot's reading as some device once sent it. `t` in ms since 1970; `s` is its sequence number. */
export interface PastEvent {
  slot: string
  t: number
  s: number
  occupied: boolean
}

/** Stores events as ingest would have, whatever order they came in: each with its change against the one before it in time. */
export async function storePast(
  db: Queryable,
  lot: string,
  events: readonly PastEvent[],
): Promise<void> {
  await db.query(
    `with given as (
       select lot_id, slot_id, to_timestamp(t / 1000) as time, seq, occupied, t::bigint as source_ms
       from unnest($2::text[], $3::float8[], $4::bigint[], $5::boolean[]) as e (slot, t, seq, occupied)
       join parking.slot_directory using (slot) where lot = $1
     ), stored as (
       insert into ingest.slot_event (time, lot_id, slot_id, epoch_no, seq, occupied, delta, source_ms)
       select time, lot_id, slot_id, 1, seq, occupied, occupied::int
         - coalesce(lag(occupied) over (partition by slot_id order by time, seq), false)::int, source_ms
       from given
     )
     insert into ingest.slot_state (slot_id, lot_id, occupied, epoch_no, seq, since, last_seen,
       latest_time, latest_epoch_no, latest_seq, latest_occupied)
     select distinct on (slot_id) slot_id, lot_id, occupied, 1, seq, time, time, time, 1, seq, occupied
     from given order by slot_id, time desc, seq desc`,
    [
      lot,
      events.map((e) => e.slot),
      events.map((e) => e.t),
      events.map((e) => e.s),
      events.map((e) => e.occupied),
    ],
  )
}

/** Occupied slots at `t` by looking at every event; those at that very instant count unless `isBefore`. */
export function occupiedAt(events: readonly PastEvent[], t: number, isBefore = false): number {
  const last = new Map<string, PastEvent>()
  for (const e of [...events].sort((a, b) => a.t - b.t || a.s - b.s)) {
    if (isBefore ? e.t < t : e.t <= t) last.set(e.slot, e)
  }
  return [...last.values()].filter((e) => e.occupied).length
}

/** The mean over [from, to) by adding up every stretch between two events. */
export function meanOccupied(events: readonly PastEvent[], from: number, to: number): number {
  const inside = events.map((e) => e.t).filter((t) => t > from && t < to)
  const cuts = [from, ...inside.sort((a, b) => a - b), to]
  const area = cuts
    .slice(1)
    .reduce((sum, cut, i) => sum + occupiedAt(events, cuts[i] ?? 0) * (cut - (cuts[i] ?? 0)), 0)
  return area / (to - from)
}
