import { arrayOf } from '../db/arrays.ts'
import type { Queryable } from '../db/pool.ts'
import type { GatewayPresence } from './gateway-status.ts'
import type { Reading, SlotRow, StoredReading } from './occupancy.ts'
import { parseMultirange } from './received.ts'
import type { DeviceKey, LotEntry, StreamRow } from './rows.ts'

/** The lots with these codes that exist, with their slots in use. */
export async function readDirectory(db: Queryable, codes: string[]): Promise<LotEntry[]> {
  const { rows } = await db.query<{
    lot_id: number
    lot: string
    capacity: number
    slots: { code: string; id: number }[]
  }>(
    `select lots.lot_id, lots.lot, lots.capacity,
       (select coalesce(json_agg(json_build_object('code', slot, 'id', slot_id)), '[]')
        from parking.slot_directory as slots where slots.lot_id = lots.lot_id) as slots
     from parking.lot_directory as lots where lots.lot = any($1::text[])`,
    [codes],
  )
  return rows.map((row) => ({
    lotId: row.lot_id,
    lot: row.lot,
    capacity: row.capacity,
    slots: new Map(row.slots.map(({ code, id }) => [code, id])),
  }))
}

/**
 * Locks the lots' rows, in lot order, until the transaction ends. Whoever holds a lot's row is alone with all that
 * hangs on the lot: streams, slots, history, revision. So workers neither deadlock nor see half of each other.
 */
export async function lockLots(
  tx: Queryable,
  lotIds: number[],
): Promise<Map<number, GatewayPresence>> {
  if (lotIds.length === 0) return new Map()
  const found = await selectLots(tx, lotIds)
  if (found.size === lotIds.length) return found
  await tx.query(
    `insert into ingest.lot_state (lot_id) select lot_id from unnest($1::int[]) as lot_id order by 1
     on conflict do nothing`,
    [arrayOf(lotIds, (id) => id)],
  )
  return selectLots(tx, lotIds)
}

async function selectLots(tx: Queryable, lotIds: number[]): Promise<Map<number, GatewayPresence>> {
  const { rows } = await tx.query<{ lot_id: number } & GatewayPresence>({
    name: 'ingest-lock-lots',
    text: `select lot_id, gateway, connection from ingest.lot_state
      where lot_id = any($1::int[]) order by lot_id for update`,
    values: [arrayOf(lotIds, (id) => id)],
  })
  return new Map(rows.map((r) => [r.lot_id, { gateway: r.gateway, connection: r.connection }]))
}

/** The streams' rows, made when they are new, in the order given. Their lots are locked. */
export async function readStreams(
  tx: Queryable,
  wanted: { lotId: number; epoch: string }[],
): Promise<StreamRow[]> {
  if (wanted.length === 0) return []
  const found = await selectStreams(tx, wanted)
  if (found.length === wanted.length) return found
  await tx.query(
    `insert into ingest.gateway_stream (lot_id, epoch)
     select lot_id, epoch from unnest($1::int[], $2::text[]) with ordinality as new (lot_id, epoch, place)
     order by place on conflict do nothing`,
    [arrayOf(wanted, (w) => w.lotId), wanted.map((w) => w.epoch)],
  )
  return selectStreams(tx, wanted)
}

async function selectStreams(
  tx: Queryable,
  wanted: { lotId: number; epoch: string }[],
): Promise<StreamRow[]> {
  const { rows } = await tx.query<{
    lot_id: number
    epoch: string
    epoch_no: number
    received: string
  }>({
    name: 'ingest-read-streams',
    text: `select lot_id, epoch, epoch_no, received::text
      from unnest($1::int[], $2::text[]) as wanted (lot_id, epoch)
      join ingest.gateway_stream using (lot_id, epoch)`,
    values: [arrayOf(wanted, (w) => w.lotId), wanted.map((w) => w.epoch)],
  })
  return rows.map((r) => ({
    lotId: r.lot_id,
    epoch: r.epoch,
    epochNo: r.epoch_no,
    received: parseMultirange(r.received),
  }))
}

/**
 * Remembers device-made ids and returns those events whose id came before under another sequence number, within seven
 * days (PK-062). No two of `events` have the same lot and id.
 */
export async function rememberDeviceEvents(
  tx: Queryable,
  events: DeviceKey[],
  now: number,
): Promise<{ epochNo: number; seq: number }[]> {
  if (events.length === 0) return []
  const ids = [
    arrayOf(events, (e) => e.lotId),
    events.map((e) => e.id),
    arrayOf(events, (e) => e.epochNo),
    arrayOf(events, (e) => e.seq),
  ]
  const { rowCount } = await tx.query({
    name: 'ingest-remember-ids',
    text: `insert into ingest.device_event (lot_id, event_id, epoch_no, seq, received_at)
      select lot_id, id, epoch_no, seq, to_timestamp($5::float8 / 1000)
      from unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) as new (lot_id, id, epoch_no, seq)
      on conflict do nothing`,
    values: [...ids, now],
  })
  if (rowCount === events.length) return []
  const { rows } = await tx.query<{ epoch_no: number; seq: number }>(
    `select new.epoch_no, new.seq
     from unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) as new (lot_id, id, epoch_no, seq)
     join ingest.device_event as known on known.lot_id = new.lot_id and known.event_id = new.id
     where (known.epoch_no, known.seq) <> (new.epoch_no, new.seq)`,
    ids,
  )
  return rows.map((r) => ({ epochNo: r.epoch_no, seq: r.seq }))
}

interface SlotStateRow {
  slot_id: number
  lot_id: number
  occupied: boolean | null
  epoch_no: number
  seq: number
  since: number | null
  last_seen: number | null
  latest_time: number
  latest_epoch_no: number
  latest_seq: number
  latest_occupied: boolean
}

/** The slots' rows, made when they are new. Their lots are locked. */
export async function readSlots(
  tx: Queryable,
  wanted: Map<number, number>,
): Promise<Map<number, SlotRow>> {
  if (wanted.size === 0) return new Map()
  const found = await selectSlots(tx, [...wanted.keys()])
  const missing = [...wanted].filter(([slotId]) => !found.has(slotId))
  if (missing.length === 0) return found
  await tx.query(
    `insert into ingest.slot_state (slot_id, lot_id) select * from unnest($1::int[], $2::int[])
     on conflict do nothing`,
    [arrayOf(missing, (m) => m[0]), arrayOf(missing, (m) => m[1])],
  )
  return selectSlots(tx, [...wanted.keys()])
}

async function selectSlots(tx: Queryable, slotIds: number[]): Promise<Map<number, SlotRow>> {
  const { rows } = await tx.query<SlotStateRow>({
    text: `select slot_id, lot_id, occupied, epoch_no, seq, since, last_seen,
        latest_time, latest_epoch_no, latest_seq, latest_occupied
      from ingest.slot_state where slot_id = any($1::int[])`,
    values: [arrayOf(slotIds, (id) => id)],
  })
  return new Map(
    rows.map((r) => [
      r.slot_id,
      {
        slotId: r.slot_id,
        lotId: r.lot_id,
        occupied: r.occupied,
        epochNo: r.epoch_no,
        seq: r.seq,
        since: r.since,
        lastSeen: r.last_seen,
        latest: {
          time: r.latest_time,
          epochNo: r.latest_epoch_no,
          seq: r.latest_seq,
          occupied: r.latest_occupied,
        },
      },
    ]),
  )
}

/**
 * The first stored reading after each late one. The bounds are constants of an unnamed statement, so that TimescaleDB
 * plans only the chunks between them.
 */
export async function readSuccessors(
  tx: Queryable,
  late: Reading[],
  newest: number,
): Promise<Map<Reading, StoredReading>> {
  const oldest = Math.min(...late.map((r) => r.time))
  const { rows } = await tx.query<{
    place: number
    time: number
    epoch_no: number
    seq: number
    occupied: boolean
    delta: number
  }>(
    `select late.place::int, next.*
     from unnest($1::int[], $2::int[], $3::bigint[], $4::int[], $5::bigint[]) with ordinality
       as late (lot_id, slot_id, ms, epoch_no, seq, place)
     cross join lateral (
       select time, epoch_no, seq, occupied, delta from ingest.slot_event as event
       where event.lot_id = late.lot_id and event.slot_id = late.slot_id
         and (event.time, event.epoch_no, event.seq) > (to_timestamp(late.ms::float8 / 1000), late.epoch_no, late.seq)
         and event.time between '${new Date(oldest).toISOString()}' and '${new Date(newest).toISOString()}'
       order by event.time, event.epoch_no, event.seq limit 1) as next`,
    [
      arrayOf(late, (r) => r.lotId),
      arrayOf(late, (r) => r.slotId),
      arrayOf(late, (r) => r.time),
      arrayOf(late, (r) => r.epochNo),
      arrayOf(late, (r) => r.seq),
    ],
  )
  return new Map(
    rows.map((r) => {
      const reading = late[r.place - 1] as Reading
      return [
        reading,
        {
          lotId: reading.lotId,
          slotId: reading.slotId,
          time: r.time,
          epochNo: r.epoch_no,
          seq: r.seq,
          occupied: r.occupied,
          delta: r.delta,
        },
      ]
    }),
  )
}
