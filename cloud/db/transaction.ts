import type { PoolClient } from 'pg'
import type { Pool, Queryable } from './pool.ts'

const retryable = new Set(['40001', '40P01'])

/**
 * Runs `work` in one transaction and commits, or rolls back when it throws.
 * A serialization failure or a deadlock is tried again, `attempts` times in all.
 */
export async function transaction<T>(
  pool: Pool,
  work: (tx: Queryable) => Promise<T>,
  attempts = 3,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work)
    } catch (error) {
      if (attempt >= attempts || !retryable.has(sqlState(error) ?? '')) throw error
    }
  }
}

async function once<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const connection = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  connection.on('error', onError)
  try {
    await connection.query('begin')
    const result = await work(connection)
    await connection.query('commit')
    return result
  } catch (error) {
    broken ??= isUnanswered(error) ? error : await rollback(connection)
    throw error
  } finally {
    connection.off('error', onError)
    connection.release(broken)
  }
}

async function rollback(connection: PoolClient): Promise<Error | undefined> {
  try {
    await connection.query('rollback')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** pg's own error, told by its text alone, for a server that no longer answers: a rollback would wait as long again. */
function isUnanswered(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout'
}

/** The five-character SQLSTATE of a PostgreSQL error, or undefined for any other. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined
}
