import { analyticsRoutes } from './analytics/routes.ts'
import { availabilityRoutes } from './availability/routes.ts'
import type { Pool } from './db/pool.ts'
import { type BaseDeps, baseApp } from './http/base.ts'
import { docsRoutes, problemPages } from './http/docs.ts'
import { openApiDocument, operatorScheme } from './http/openapi.ts'
import { pageRoutes } from './http/pages.ts'
import { operationsRoutes } from './ingest/routes.ts'
import { parkingRoutes } from './parking/routes.ts'

export interface AppDeps extends BaseDeps {
  pool: Pool
  /** Milliseconds since 1970. */
  now: () => number
  operatorTokenSha256: string | undefined
  /** The built web app, served at `/`. */
  dashboardFolder?: string | undefined
}

/** The whole HTTP API with its documentation, and the web app. */
export function createApp(deps: AppDeps) {
  const app = baseApp(deps)
    .route('/', parkingRoutes(deps))
    .route('/', availabilityRoutes(deps))
    .route('/', analyticsRoutes(deps))
    .route('/', operationsRoutes(deps))
  app.openAPIRegistry.registerComponent('securitySchemes', 'operator', operatorScheme)
  app.route(
    '/',
    docsRoutes(() => openApiDocument(app, deps.publicUrl)),
  )
  app.route('/', problemPages())
  if (deps.dashboardFolder !== undefined) app.route('/', pageRoutes(deps.dashboardFolder))
  return app
}

/** What a typed client of the API is made from (`hc<App>`). @public */
export type App = ReturnType<typeof createApp>
