import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { openPool, type Pool } from '../db/pool.ts'

export interface TestDatabase extends AsyncDisposable {
  pool: Pool
  url: string
}

/** A database of its own, cloned from the migrated template; dropped when disposed. */
export async function testDatabase(): Promise<TestDatabase> {
  const at = inject('databaseUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = openPool(at.replace('%s', 'postgres'), { max: 1 })
  await admin.query(`create database ${name} template parkade_template`)
  const url = at.replace('%s', name)
  const pool = openPool(url, { max: 8 })
  return {
    pool,
    url,
    [Symbol.asyncDispose]: async () => {
      await pool.end()
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}
