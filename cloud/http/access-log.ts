import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from './router.ts'

/** What HTTP needs of a logger: facts first, then a constant message. */
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** One line per request: method, path without its query (which may hold tokens), status, duration in ms. */
export function accessLog(log: Log): MiddlewareHandler<HttpEnv> {
  return async function logAccess(c, next) {
    const startedAt = performance.now()
    await next()
    const facts = {
      requestId: c.get('requestId'),
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      durationMs: Math.round(performance.now() - startedAt),
    }
    if (c.res.status >= 500) log.warn(facts, 'request answered')
    else log.debug(facts, 'request answered')
  }
}
