import type { Ranges } from '#contracts/rules/ranges.ts'
import { arrayOf } from '../../db/arrays.ts'
import type { Queryable } from '../../db/pool.ts'
import type { ReadingRow, SlotRow, StoredReading } from '../occupancy.ts'
import { formatMultirange } from '../received.ts'

/** What a commit writes for every group: the rows that most events need. */
export interface CoreWrites {
  readings: ReadingRow[]
  slots: SlotRow[]
  streams: { epochNo: number; added: Ranges }[]
  /** By how many the occupied slots of each changed lot grew. */
  lots: { lotId: number; change: number }[]
}

/** A lot's row after the commit. */
export interface LotRevision {
  lotId: number
  rev: number
  occupied: number
}

/**
 * Readings, slots, committed ranges and revisions in one statement, for one round trip. The lots are locked. Unnamed,
 * like reading the slots: a plan kept from when the table was small scans all of it when it is large.
 */
export async function writeCore(tx: Queryable, writes: CoreWrites): Promise<LotRevision[]> {
  const { readings, slots, streams, lots } = writes
  if (readings.length + slots.length + streams.length + lots.length === 0) return []
  const { rows } = await tx.query<{ lot_id: number; rev: number; occupied: number }>({
    text: `with
      events as (
        insert into ingest.slot_event
          (time, lot_id, slot_id, epoch_no, seq, occupied, delta, suspect, source_ms)
        select to_timestamp(ms::float8 / 1000), lot_id, slot_id, epoch_no, seq, occupied, delta, suspect, source_ms
        from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bigint[], $6::bool[], $7::smallint[],
          $8::bool[], $9::bigint[])
          as new (ms, lot_id, slot_id, epoch_no, seq, occupied, delta, suspect, source_ms)),
      states as (
        update ingest.slot_state as state
        set occupied = new.occupied, epoch_no = new.epoch_no, seq = new.seq,
          since = to_timestamp(new.since::float8 / 1000), last_seen = to_timestamp(new.last_seen::float8 / 1000),
          latest_time = coalesce(to_timestamp(new.latest_ms::float8 / 1000), latest_time),
          latest_epoch_no = new.latest_epoch_no, latest_seq = new.latest_seq,
          latest_occupied = new.latest_occupied
        from unnest($10::int[], $11::bool[], $12::int[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
          $17::int[], $18::bigint[], $19::bool[])
          as new (slot_id, occupied, epoch_no, seq, since, last_seen, latest_ms, latest_epoch_no, latest_seq,
            latest_occupied)
        where state.slot_id = new.slot_id),
      streams as (
        update ingest.gateway_stream as stream set received = stream.received + new.added
        from unnest($20::int[], $21::int8multirange[]) as new (epoch_no, added)
        where stream.epoch_no = new.epoch_no)
      update ingest.lot_state as lot set rev = lot.rev + 1, occupied = lot.occupied + new.change
      from unnest($22::int[], $23::int[]) as new (lot_id, change)
      where lot.lot_id = new.lot_id
      returning lot.lot_id, lot.rev, lot.occupied`,
    values: [
      arrayOf(readings, (r) => r.time),
      arrayOf(readings, (r) => r.lotId),
      arrayOf(readings, (r) => r.slotId),
      arrayOf(readings, (r) => r.epochNo),
      arrayOf(readings, (r) => r.seq),
      arrayOf(readings, (r) => r.occupied),
      arrayOf(readings, (r) => r.delta),
      arrayOf(readings, (r) => r.suspect),
      arrayOf(readings, (r) => r.sourceMs),
      arrayOf(slots, (s) => s.slotId),
      arrayOf(slots, (s) => s.occupied),
      arrayOf(slots, (s) => s.epochNo),
      arrayOf(slots, (s) => s.seq),
      arrayOf(slots, (s) => s.since),
      arrayOf(slots, (s) => s.lastSeen),
      arrayOf(slots, (s) => (Number.isFinite(s.latest.time) ? s.latest.time : null)),
      arrayOf(slots, (s) => s.latest.epochNo),
      arrayOf(slots, (s) => s.latest.seq),
      arrayOf(slots, (s) => s.latest.occupied),
      arrayOf(streams, (s) => s.epochNo),
      streams.map((s) => formatMultirange(s.added)),
      arrayOf(lots, (l) => l.lotId),
      arrayOf(lots, (l) => l.change),
    ],
  })
  return rows.map((r) => ({ lotId: r.lot_id, rev: r.rev, occupied: r.occupied }))
}

/** A day less than the age at which chunks are compressed. */
const recentMs = 7 * 86_400_000

/**
 * Gives stored readings their new deltas. Unnamed statements with constants: the generic plan of a named one
 * decompresses every chunk. Readings that may lie in compressed chunks are addressed by literal keys, one by one, as
 * a joined update would decompress the whole chunk.
 */
export async function repairReadings(
  tx: Queryable,
  repairs: StoredReading[],
  now: number,
): Promise<void> {
  const recent = repairs.filter((r) => r.time > now - recentMs)
  const old = repairs.filter((r) => r.time <= now - recentMs)
  if (recent.length > 0) {
    const times = recent.map((r) => r.time)
    await tx.query(
      `update ingest.slot_event as event set delta = new.delta
       from unnest($1::int[], $2::int[], $3::bigint[], $4::int[], $5::bigint[], $6::smallint[])
         as new (lot_id, slot_id, ms, epoch_no, seq, delta)
       where event.lot_id = new.lot_id and event.slot_id = new.slot_id
         and event.time = to_timestamp(new.ms::float8 / 1000)
         and event.epoch_no = new.epoch_no and event.seq = new.seq
         and event.time between '${instant(Math.min(...times))}' and '${instant(Math.max(...times))}'`,
      [
        arrayOf(recent, (r) => r.lotId),
        arrayOf(recent, (r) => r.slotId),
        arrayOf(recent, (r) => r.time),
        arrayOf(recent, (r) => r.epochNo),
        arrayOf(recent, (r) => r.seq),
        arrayOf(recent, (r) => r.delta),
      ],
    )
  }
  if (old.length > 0) {
    const updates = old.map(
      (r) => `update ingest.slot_event set delta = ${r.delta}
        where lot_id = ${r.lotId} and slot_id = ${r.slotId} and time = '${instant(r.time)}'
          and epoch_no = ${r.epochNo} and seq = ${r.seq}`,
    )
    await tx.query(updates.join(';\n'))
  }
}

function instant(ms: number): string {
  return new Date(ms).toISOString()
}

/** One row for the outbox: what this commit changed. */
export async function writeOutbox(tx: Queryable, topic: string, body: string): Promise<void> {
  await tx.query({
    name: 'ingest-write-outbox',
    text: 'insert into outbox.messages (topic, body) values ($1, $2)',
    values: [topic, body],
  })
}
