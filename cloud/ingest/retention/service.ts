import type { Logger } from 'pino'
import type { Pool } from '../../db/pool.ts'
import { pruneDeviceEvents, pruneHistory, pruneLetters } from './store.ts'

const day = 86_400_000
/** How long things are kept, in ms: device ids 7 days (protocol §6), history and dead letters 400 days. */
export const keptMs = { deviceIds: 7 * day, history: 400 * day, deadLetters: 400 * day } as const

/** Deletes what is older than it is kept; `now` in ms since 1970. Safe to run by several at once. */
export async function pruneOldRows(
  pool: Pool,
  now: number,
): Promise<{ deviceIds: number; history: number; deadLetters: number }> {
  return {
    deviceIds: await pruneDeviceEvents(pool, now - keptMs.deviceIds),
    history: await pruneHistory(pool, now - keptMs.history),
    deadLetters: await pruneLetters(pool, now - keptMs.deadLetters),
  }
}

/** Prunes every `everyMs` (an hour) until disposed. */
export function startRetention(options: {
  pool: Pool
  log: Logger
  now: () => number
  everyMs?: number
}): AsyncDisposable {
  const { pool, log, now, everyMs = 3_600_000 } = options
  let busy: Promise<void> | undefined
  const prune = async () => {
    try {
      const pruned = await pruneOldRows(pool, now())
      if (Object.values(pruned).some((n) => n > 0)) log.info(pruned, 'old rows deleted')
    } catch (error) {
      log.warn({ err: error }, 'old rows not deleted, will try again')
    } finally {
      busy = undefined
    }
  }
  const timer = setInterval(() => {
    busy ??= prune()
  }, everyMs)
  busy = prune()
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      await busy
    },
  }
}
