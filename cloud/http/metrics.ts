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

/** Connections of pools by their names, in use and waited for. */
export function watchPools(registry: Registry, pools: Readonly<Record<string, Pool>>): void {
  const gauge = (name: string, help: string, read: (pool: Pool) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers: [registry],
      collect() {
        for (const [pool, of] of Object.entries(pools)) this.set({ pool }, read(of))
      },
    })
  gauge('parkade_pool_connections', 'Open connections to the database', (p) => p.totalCount)
  gauge('parkade_pool_idle', 'Connections nobody uses', (p) => p.idleCount)
  gauge('parkade_pool_waiting', 'Callers waiting for a connection', (p) => p.waitingCount)
}

/** Measures requests by method, route pattern and status, in seconds. */
export function measureRequests(registry: Registry): MiddlewareHandler<HttpEnv> {
  const durations = new Histogram({
    name: 'parkade_http_request_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15],
    registers: [registry],
  })
  return async function measure(c, next) {
    const startedAt = performance.now()
    await next()
    durations.observe(
      { method: c.req.method, route: routePath(c, -1), status: c.res.status },
      (performance.now() - startedAt) / 1000,
    )
  }
}
