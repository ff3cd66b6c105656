import pg from 'pg'
import type { Holdings } from './ledger.ts'

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
      const gaps = await pool.query<{ class: string; count: number }>(declaredGaps, [lot])
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

const declaredGaps = `
  select class, count from ingest.gap
  where lot_id = (select lot_id from parking.lot_directory where lot = $1)`
