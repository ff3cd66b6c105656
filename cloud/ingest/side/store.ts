import { arrayOf } from '../../db/arrays.ts'
import type { Queryable } from '../../db/pool.ts'
import type {
  BarrierRow,
  CountRow,
  GapRow,
  GatewayRow,
  LetterRow,
  UnknownRow,
  VitalsRow,
} from '../rows.ts'

/** Passages, refusals, arms, alarms and health. */
export async function insertBarrierEvents(tx: Queryable, rows: BarrierRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query({
    name: 'ingest-insert-barrier-events',
    text: `insert into ingest.barrier_event
        (time, lot_id, epoch_no, seq, kind, subject, body, suspect, source_ms)
      select to_timestamp(ms::float8 / 1000), lot_id, epoch_no, seq, kind, subject, body, suspect, source_ms
      from unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::jsonb[],
        $8::bool[], $9::bigint[]) as new (ms, lot_id, epoch_no, seq, kind, subject, body, suspect, source_ms)`,
    values: [
      arrayOf(rows, (r) => r.time),
      arrayOf(rows, (r) => r.lotId),
      arrayOf(rows, (r) => r.epochNo),
      arrayOf(rows, (r) => r.seq),
      rows.map((r) => r.kind),
      rows.map((r) => r.subject),
      rows.map((r) => JSON.stringify(r.body)),
      arrayOf(rows, (r) => r.suspect),
      arrayOf(rows, (r) => r.sourceMs),
    ],
  })
}

/** What counters said, with the flag of what cannot be. */
export async function insertCounts(tx: Queryable, rows: CountRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into ingest.count_reading (time, lot_id, counter, epoch_no, seq, occupied, flag, suspect)
     select to_timestamp(ms::float8 / 1000), lot_id, counter, epoch_no, seq, occupied, flag, suspect
     from unnest($1::bigint[], $2::int[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::bool[])
       as new (ms, lot_id, counter, epoch_no, seq, occupied, flag, suspect)`,
    [
      arrayOf(rows, (r) => r.time),
      arrayOf(rows, (r) => r.lotId),
      rows.map((r) => r.counter),
      arrayOf(rows, (r) => r.epochNo),
      arrayOf(rows, (r) => r.seq),
      arrayOf(rows, (r) => r.occupied),
      rows.map((r) => r.flag),
      arrayOf(rows, (r) => r.suspect),
    ],
  )
}

/** Events of kinds this version does not know (PK-031). */
export async function insertUnknown(tx: Queryable, rows: UnknownRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into ingest.event_unknown (lot_id, epoch_no, seq, kind, raw)
     select * from unnest($1::int[], $2::int[], $3::bigint[], $4::text[], $5::jsonb[])`,
    [
      arrayOf(rows, (r) => r.lotId),
      arrayOf(rows, (r) => r.epochNo),
      arrayOf(rows, (r) => r.seq),
      rows.map((r) => r.kind),
      rows.map((r) => JSON.stringify(r.raw)),
    ],
  )
}

/** Declared losses. One that grew before it was acknowledged replaces itself. */
export async function upsertGaps(tx: Queryable, rows: GapRow[]): Promise<void> {
  for (const gap of rows) {
    await tx.query(
      `insert into ingest.gap (lot_id, epoch_no, from_seq, to_seq, class, reason, count)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (lot_id, epoch_no, from_seq) do update
       set to_seq = greatest(gap.to_seq, excluded.to_seq), count = greatest(gap.count, excluded.count)`,
      [gap.lotId, gap.epochNo, gap.from, gap.to, gap.class, gap.reason, gap.count],
    )
  }
}

/** Keeps what could not be used, once per lot and content, counting how often it came (PK-063). */
export async function upsertLetters(tx: Queryable, rows: LetterRow[], now: number): Promise<void> {
  for (const letter of rows) {
    await tx.query(
      `insert into ingest.dead_letter (lot, topic, sha256, reason, detail, raw, first_at, last_at)
       values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000), to_timestamp($7::float8 / 1000))
       on conflict (lot, sha256) do update
       set count = dead_letter.count + 1, last_at = excluded.last_at, reason = excluded.reason, detail = excluded.detail`,
      [letter.lot, letter.topic, letter.sha256, letter.reason, letter.detail, letter.raw, now],
    )
  }
}

/** Battery, radio and flapping of sensors. The slots' rows exist. */
export async function updateVitals(tx: Queryable, rows: VitalsRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `update ingest.slot_state as state
     set flapping = new.flapping, battery_percent = coalesce(new.battery, battery_percent),
       rssi_dbm = coalesce(new.rssi, rssi_dbm)
     from unnest($1::int[], $2::bool[], $3::real[], $4::real[]) as new (slot_id, flapping, battery, rssi)
     where state.slot_id = new.slot_id`,
    [
      arrayOf(rows, (r) => r.slotId),
      arrayOf(rows, (r) => r.flapping),
      arrayOf(rows, (r) => r.batteryPercent),
      arrayOf(rows, (r) => r.rssiDbm),
    ],
  )
}

/** Births, wills and reports of gateways. The lots are locked. */
export async function updateGateways(tx: Queryable, rows: GatewayRow[]): Promise<void> {
  for (const { lotId, presence, report } of rows) {
    if (presence) {
      await tx.query(
        `update ingest.lot_state set gateway = $2, connection = $3, gateway_since = to_timestamp($4::float8 / 1000),
           boot = coalesce($5, boot), epoch = coalesce($6, epoch), version = coalesce($7, version)
         where lot_id = $1`,
        [
          lotId,
          presence.gateway,
          presence.connection,
          presence.since,
          presence.boot,
          presence.epoch,
          presence.version,
        ],
      )
    }
    if (report) {
      await tx.query(
        `update ingest.lot_state set reported_at = to_timestamp($2::float8 / 1000), report = $3
         where lot_id = $1`,
        [lotId, report.at, JSON.stringify(report.body)],
      )
    }
  }
}
