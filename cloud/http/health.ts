import { schemaVersion } from '../db/migrate.ts'
import type { Queryable } from '../db/pool.ts'
import { newRouter } from './router.ts'

/** Something a process cannot work without. Answers what is wrong with it, or undefined. */
export interface ReadyCheck {
  name: string
  check: () => Promise<string | undefined> | string | undefined
}

/** Whether the database answers and holds the migrations this program was built with. */
export function databaseCheck(db: Queryable, expectedVersion: string | null): ReadyCheck {
  return {
    name: 'database',
    check: async () => {
      const version = await schemaVersion(db)
      return version === expectedVersion ? undefined : `schema ${version}, not ${expectedVersion}`
    },
  }
}

const patienceMs = 2_000

/** Asks every check, each for two seconds at most. Returns what is wrong by name; empty when ready. */
export async function unready(checks: readonly ReadyCheck[]): Promise<Record<string, string>> {
  const answers = await Promise.all(
    checks.map(async ({ name, check }) => [name, await answerOf(check)] as const),
  )
  return Object.fromEntries(answers.flatMap(([name, wrong]) => (wrong ? [[name, wrong]] : [])))
}

async function answerOf(check: ReadyCheck['check']): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer in time'), patienceMs)
  })
  try {
    return await Promise.race([check(), patience])
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error)
  } finally {
    clearTimeout(timer)
  }
}

/** `/livez`: this process turns its event loop. `/readyz`: it can serve; 503 names what is missing. */
export function healthRoutes(checks: readonly ReadyCheck[]) {
  const router = newRouter()
  router.get('/livez', (c) => c.json({ status: 'alive' }))
  router.get('/readyz', async (c) => {
    const wrong = await unready(checks)
    const ready = Object.keys(wrong).length === 0
    return ready ? c.json({ status: 'ready' }) : c.json({ status: 'not ready', wrong }, 503)
  })
  return router
}
