import { analyticsRoutes } from './analytics/routes.ts'
import { availabilityRoutes } from './availability/routes.ts'
import type { Pool } from './db/pool.ts'
import { type BaseDeps, baseApp } from './http/base.ts'
import { operationsRoutes } from './ingest/routes.ts'
import { parkingRoutes } from './parking/routes.ts'

export interface AppDeps extends BaseDeps {
  pool: Pool
  operatorTokenSha256: string | undefined
}

/** The whole HTTP API. */
export function createApp(deps: AppDeps) {
  return baseApp(deps)
    .route('/', parkingRoutes(deps))
    .route('/', availabilityRoutes(deps))
    .route('/', analyticsRoutes(deps))
    .route('/', operationsRoutes(deps))
}

/** What a typed client of the API is made from (`hc<App>`). @public */
export type App = ReturnType<typeof createApp>
