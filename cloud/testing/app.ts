import { createHash } from 'node:crypto'
import { createApp } from '../app.ts'
import type { Pool } from '../db/pool.ts'
import { openMetrics } from '../http/metrics.ts'
import { openLog } from '../log.ts'

/** The operator's token in tests. */
export const operatorToken = 'test-operator-token'

/** The whole API over `pool`, with a clock that stands where `now` says, and the pages in `dashboardFolder`. */
export function testApp(pool: Pool, now: () => number = Date.now, dashboardFolder?: string) {
  return createApp({
    pool,
    now,
    dashboardFolder,
    log: openLog('silent'),
    publicUrl: 'http://parkade.test',
    metrics: openMetrics(),
    checks: [],
    operatorTokenSha256: createHash('sha256').update(operatorToken).digest('hex'),
  })
}

/** A request that carries `body` as JSON and the operator's token. */
export function asOperator(method: string, body?: unknown): RequestInit {
  return {
    method,
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
}
