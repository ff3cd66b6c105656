import type { Queryable } from '../../db/pool.ts'

const slice = 10_000

/** What prunes itself: with TimescaleDB's own policies the history does; with its Apache part whole chunks are dropped. */
async function historyKeeper(db: Queryable): Promise<'policies' | 'chunks' | 'rows'> {
  const { rows } = await db.query<{ installed: boolean; license: string | null }>(
    `select exists (select from pg_extension where extname = 'timescaledb') as installed,
       current_setting('timescaledb.license', true) as license`,
  )
  if (!rows[0]?.installed) return 'rows'
  return rows[0].license === 'apache' ? 'chunks' : 'policies'
}

/** Deletes device ids received before `before` (ms since 1970), in slices. Returns how many. */
export async function pruneDeviceEvents(db: Queryable, before: number): Promise<number> {
  return inSlices(db, 'ingest.device_event', 'received_at', before)
}

/** Deletes dead letters last seen before `before`. */
export async function pruneLetters(db: Queryable, before: number): Promise<number> {
  return inSlices(db, 'ingest.dead_letter', 'last_at', before)
}

/** Deletes readings and barrier events older than `before`, unless the database's own policies do. */
export async function pruneHistory(db: Queryable, before: number): Promise<number> {
  const keeper = await historyKeeper(db)
  if (keeper === 'policies') return 0
  let pruned = 0
  for (const table of ['ingest.slot_event', 'ingest.barrier_event'] as const) {
    if (keeper === 'chunks') {
      const { rowCount } = await db.query(
        'select drop_chunks($1::regclass, to_timestamp($2::float8 / 1000))',
        [table, before],
      )
      pruned += rowCount ?? 0
    } else pruned += await pruneByLot(db, table, before)
  }
  return pruned
}

/** By lot, because the indexes of history begin with the lot. */
async function pruneByLot(
  db: Queryable,
  table: 'ingest.slot_event' | 'ingest.barrier_event',
  before: number,
): Promise<number> {
  const { rows: lots } = await db.query<{ lot_id: number }>('select lot_id from ingest.lot_state')
  let pruned = 0
  for (const { lot_id } of lots) {
    pruned += await deleteSlices(
      db,
      `delete from ${table} where ctid = any(array(
         select ctid from ${table} where lot_id = $2 and time < to_timestamp($1::float8 / 1000) limit ${slice}))`,
      [before, lot_id],
    )
  }
  return pruned
}

async function inSlices(
  db: Queryable,
  table: string,
  column: string,
  before: number,
): Promise<number> {
  return deleteSlices(
    db,
    `delete from ${table} where ctid = any(array(
       select ctid from ${table} where ${column} < to_timestamp($1::float8 / 1000) limit ${slice}))`,
    [before],
  )
}

/** Short transactions: a long delete would hold back vacuum and replicas. */
async function deleteSlices(db: Queryable, sql: string, values: unknown[]): Promise<number> {
  let pruned = 0
  for (;;) {
    const { rowCount } = await db.query(sql, values)
    pruned += rowCount ?? 0
    if ((rowCount ?? 0) < slice) return pruned
  }
}
