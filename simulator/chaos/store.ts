import pg from 'pg'
import type { DeclaredGap, Holdings } from './ledger.ts'

/** Reads what the database holds, past every part of the system that is on trial. */
export interface Store extends AsyncDisposable {
  readonly holdings: (lot: string) => Promise<Holdings>
}

/** Opens the database with one connection, made anew when it breaks. */
export function openStore(databaseUrl: string): Store {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 1,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
  })
  pool.on('error', () => {})
  return {
    holdings: async (lot) => {
      const stored = await pool.query<{ id: string | null; rows: number }>(rowsPerId, [lot])
      const gaps = await pool.query<DeclaredGap>(declaredGaps, [lot])
      const withId = stored.rows.flatMap(({ id, rows }) =>
        id === null ? [] : [[id, rows] as const],
      )
      return {
        rows: new Map(withId),
        withoutId: stored.rows.find((row) => row.id === null)?.rows ?? 0,
        gaps: gaps.rows,
      }
    },
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

/** Every id with its number of event rows, and one line with id null for the rows no id leads to. */
const rowsPerId = `
  with the_lot as (select lot_id from parking.lot_directory where lot = $1),
  event as (
    select lot_id, epoch_no, seq from ingest.slot_event
    union all
    select lot_id, epoch_no, seq from ingest.barrier_event where kind in ('entry', 'exit', 'deny')
  ),
  device as (select event_id, lot_id, epoch_no, seq from ingest.device_event)
  select device.event_id as id, count(event.seq)::int as rows
  from (select * from event where lot_id = (select lot_id from the_lot)) event
  full join (select * from device where lot_id = (select lot_id from the_lot)) device
    using (lot_id, epoch_no, seq)
  group by device.event_id`

/** Every gap with how many of its events have no row. */
const declaredGaps = `
  with the_lot as (select lot_id from parking.lot_directory where lot = $1),
  row as (
    select lot_id, epoch_no, seq from ingest.slot_event
    union all select lot_id, epoch_no, seq from ingest.barrier_event
    union all select lot_id, epoch_no, seq from ingest.count_reading
    union all select lot_id, epoch_no, seq from ingest.event_unknown
  )
  select gap.class, gap.count::float8 as count,
    least(gap.count, gap.to_seq - gap.from_seq + 1 - count(row.seq))::int as missing
  from ingest.gap
  left join row on row.lot_id = gap.lot_id and row.epoch_no = gap.epoch_no
    and row.seq between gap.from_seq and gap.to_seq
  where gap.lot_id = (select lot_id from the_lot)
  group by gap.lot_id, gap.epoch_no, gap.from_seq, gap.to_seq, gap.class, gap.count`
