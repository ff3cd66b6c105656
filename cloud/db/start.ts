import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { migrate } from './migrate.ts'
import type { Pool } from './pool.ts'
import { sqlState } from './transaction.ts'

/** The migrations beside this file, or, in a bundle, beside the bundle or in the repository it was built from. */
export function migrationsFolder(): string {
  const places = ['./migrations', '../cloud/db/migrations']
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const found = folders.find((folder) => existsSync(folder))
  if (!found) throw new Error(`The migrations are in none of ${folders.join(', ')}.`)
  return found
}

/** Migrates, and while the database is still starting tries again for `patienceMs`. Returns what ran. */
export async function migrateWhenUp(
  pool: Pool,
  options: { signal: AbortSignal; patienceMs: number; onWait: (error: unknown) => void },
): Promise<string[]> {
  const attempts = Math.max(1, Math.floor(options.patienceMs / 500))
  for (let attempt = 1; ; attempt++) {
    try {
      return await migrate(pool, migrationsFolder())
    } catch (error) {
      if (attempt >= attempts || !isStarting(error)) throw error
      if (attempt === 1) options.onWait(error)
      await delay(500, undefined, { signal: options.signal })
    }
  }
}

/** 57P03: the database system is starting up; 53300: it has no connection left; 08xxx: connection failures. */
function isStarting(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return state === '57P03' || state === '53300' || state.startsWith('08')
  return (
    error instanceof Error && /ECONN|ENOTFOUND|EAI_AGAIN|timeout|terminated/.test(describe(error))
  )
}

function describe(error: Error): string {
  const code = 'code' in error ? String(error.code) : ''
  const parts = error instanceof AggregateError ? error.errors.map(String) : []
  return [code, error.message, ...parts].join(' ')
}
