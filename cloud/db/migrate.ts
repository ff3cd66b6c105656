import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool, Queryable } from './pool.ts'
import { transaction } from './transaction.ts'

/** What the server can do: TimescaleDB with its community features, its Apache part only, or plain PostgreSQL. */
export type Flavour = 'timescale' | 'apache' | 'plain'

const lockKey = 7_205_759_403

/**
 * Brings the schema up to date: every `NNNN-name.sql` in `folder` that has not run, in order, each with its
 * `NNNN-name.<flavour>.sql` in one transaction. Several callers at once wait for each other.
 * Returns the names it ran. Fails when the database holds a migration the folder does not have.
 */
export async function migrate(pool: Pool, folder: string): Promise<string[]> {
  const flavour = await prepare(pool)
  const files = await readdir(folder)
  const names = files.filter((f) => /^\d{4}-[a-z0-9-]+\.sql$/.test(f)).sort()
  const ran: string[] = []
  for (const file of names) {
    const name = file.slice(0, -'.sql'.length)
    const extra = `${name}.${flavour}.sql`
    const sql = [await readFile(join(folder, file), 'utf8')]
    if (files.includes(extra)) sql.push(await readFile(join(folder, extra), 'utf8'))
    if (await runOnce(pool, name, sql)) ran.push(name)
  }
  await refuseUnknown(
    pool,
    names.map((n) => n.slice(0, -'.sql'.length)),
  )
  return ran
}

/** The latest migration that ran, or null on an empty database. */
export async function schemaVersion(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ name: string | null }>(
    'select max(name) as name from public.migrations',
  )
  return rows[0]?.name ?? null
}

async function prepare(pool: Pool): Promise<Flavour> {
  return transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockKey])
    await tx.query(`create table if not exists public.migrations (
      name text primary key, ran_at timestamptz not null default now())`)
    return detectFlavour(tx)
  })
}

/** Preloaded, not merely available: its files can lie on the disk of a plain server, where creating it fails. */
async function detectFlavour(tx: Queryable): Promise<Flavour> {
  const { rows } = await tx.query<{ preloaded: boolean; license: string | null }>(`
    select current_setting('shared_preload_libraries') like '%timescaledb%' as preloaded,
      current_setting('timescaledb.license', true) as license`)
  if (!rows[0]?.preloaded) return 'plain'
  await tx.query('create extension if not exists timescaledb')
  return rows[0].license === 'apache' ? 'apache' : 'timescale'
}

async function runOnce(pool: Pool, name: string, statements: string[]): Promise<boolean> {
  return transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockKey])
    const { rowCount } = await tx.query(
      'insert into public.migrations (name) values ($1) on conflict do nothing',
      [name],
    )
    if (rowCount === 0) return false
    for (const sql of statements) await tx.query(sql)
    return true
  })
}

async function refuseUnknown(pool: Pool, names: string[]): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    'select name from public.migrations where name <> all($1) order by name',
    [names],
  )
  if (rows.length > 0) {
    throw new Error(
      `The database was migrated by a newer version (${rows.map((r) => r.name).join(', ')}): run that version, or restore a backup.`,
    )
  }
}
