import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../db/embedded/server.ts'
import { migrate } from '../db/migrate.ts'
import { openPool } from '../db/pool.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the test server with `%s` for the database's name. */
    databaseUrl: string
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that every test file clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) {
    await makeTemplate((name) => given.replace('%s', name))
    project.provide('databaseUrl', given)
    return async () => {}
  }
  const folder = mkdtempSync(join(tmpdir(), 'parkade-test-'))
  const server = await startEmbedded(folder, { settings: { max_connections: '200', fsync: 'off' } })
  await makeTemplate(server.url)
  project.provide('databaseUrl', server.url('%s'))
  return async () => {
    await server.stop('immediate')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(url: (name: string) => string): Promise<void> {
  const admin = openPool(url('postgres'), { max: 1 })
  await admin.query(`update pg_database set datallowconn = true where datname = 'parkade_template'`)
  await admin.query('drop database if exists parkade_template with (force)')
  await admin.query('create database parkade_template')
  const template = openPool(url('parkade_template'), { max: 2 })
  await migrate(template, new URL('../db/migrations', import.meta.url).pathname)
  await template.end()
  // TimescaleDB's scheduler keeps a connection to each database, and a database in use cannot be cloned.
  await admin.query('alter database parkade_template allow_connections false')
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'parkade_template'`,
  )
  await admin.end()
}
