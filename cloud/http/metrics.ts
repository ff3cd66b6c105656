import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Pool } from '../db/pool.ts'
import type { HttpEnv } from './router.ts'

/** A registry with this process's memory, CPU and event-loop lag. */
export function openMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** Connections of a pool, in use and waited for. */
export function watchPool(registry: Registry, name: string, pool: Pool): void {
  const gauge = (metric: string, help: string, read: () => number) =>
    new Gauge({
      name: metric,
      help,
      labelNames: ['pool'],
      registers: [registry],
      collect() {
        this.set({ pool: name }, read())
      },
    })
  gauge('parkade_pool_connections', 'Open connections to the database', () => pool.totalCount)
  gauge('parkade_pool_idle', 'Connections nobody uses', () => pool.idleCount)
  gauge('parkade_pool_waiting', 'Callers waiting for a connection', () => pool.waitingCount)
}

/** Measures requests by method, route pattern and status, in seconds. */
export function measureRequests(registry: Registry, now: () => number): MiddlewareHandler<HttpEnv> {
  const durations = new Histogram({
    name: 'parkade_http_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15],
    registers: [registry],
  })
  return async function measure(c, next) {
    const startedAt = now()
    await next()
    durations.observe(
      { method: c.req.method, route: routePath(c, -1), status: c.res.status },
      (now() - startedAt) / 1000,
    )
  }
}
