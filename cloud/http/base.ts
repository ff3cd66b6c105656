import { compress } from 'hono/compress'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { timeout } from 'hono/timeout'
import type { Registry } from 'prom-client'
import { accessLog, type Log } from './access-log.ts'
import { errorHandler } from './errors.ts'
import { healthRoutes, type ReadyCheck } from './health.ts'
import { measureRequests } from './metrics.ts'
import { problemResponse, Refusal } from './problem.ts'
import { newRouter } from './router.ts'

export interface BaseDeps {
  publicUrl: string
  log: Log
  metrics: Registry
  checks: readonly ReadyCheck[]
}

/** Longest time a request may take, in ms; after it the answer is 503. */
const requestMs = 20_000

/** What every process serves: `/livez`, `/readyz`, `/metrics`, problems for errors, and safe headers. */
export function baseApp(deps: BaseDeps) {
  const { publicUrl, log, metrics } = deps
  const app = newRouter()
  app.use(requestId(), accessLog(log), measureRequests(metrics))
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: publicUrl.startsWith('https:'),
    }),
  )
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const headers = { allow: methods.join(', ') }
        const refusal = new Refusal('method-not-allowed', { headers })
        return problemResponse(refusal, { publicUrl, instance: c.req.path })
      },
    }),
  )
  app.use(timeout(requestMs))
  app.use('/v1/*', compress())
  app.onError(errorHandler({ publicUrl, log }))
  app.notFound((c) =>
    problemResponse(new Refusal('not-found'), { publicUrl, instance: c.req.path }),
  )
  app.route('/', healthRoutes(deps.checks))
  app.get('/metrics', async (c) =>
    c.body(await metrics.metrics(), 200, { 'content-type': metrics.contentType }),
  )
  return app
}
