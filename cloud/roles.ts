import type { Registry } from 'prom-client'
import { createApp } from './app.ts'
import { brokerAs } from './broker-user.ts'
import type { Config, Role } from './config.ts'
import { schemaVersion } from './db/migrate.ts'
import { openPool, type Pool } from './db/pool.ts'
import { migrateWhenUp } from './db/start.ts'
import { type Disposal, newDisposal } from './disposal.ts'
import { baseApp } from './http/base.ts'
import { databaseCheck, type ReadyCheck } from './http/health.ts'
import { openMetrics, watchPools } from './http/metrics.ts'
import { listen } from './http/server.ts'
import { startRetention } from './ingest/retention/service.ts'
import { startIngest } from './ingest/subscriber.ts'
import { attachLive } from './live/service.ts'
import type { Logger } from './log.ts'
import { startOutboxRelay } from './outbox/relay.ts'

export interface Cloud extends AsyncDisposable {
  /** The port that HTTP listens on. */
  port: number
}

/** What every role is made of. */
interface Parts {
  config: Config
  log: Logger
  now: () => number
  metrics: Registry
  /** Each role adds what it cannot work without. */
  checks: ReadyCheck[]
  /** Each role adds how it ends. */
  started: Disposal
}

/** Longest wait for a database that is starting, in ms. */
const databasePatienceMs = 60_000

/**
 * Starts the roles of `config` in this process. Disposing it fails readiness, takes no more requests, lets running
 * ones finish, then ends the roles and their connections in the reverse order of their start.
 */
export async function startCloud(
  config: Config,
  deps: { log: Logger; now: () => number; signal: AbortSignal },
): Promise<Cloud> {
  const started = newDisposal()
  let draining = false
  const checks = [{ name: 'shutdown', check: () => (draining ? 'draining' : undefined) }]
  const parts: Parts = { ...deps, config, metrics: openMetrics(), checks, started }
  try {
    const pools = openPools(parts)
    await prepareDatabase(parts, pools.web, deps.signal)
    startIngestRole(parts, pools.jobs)
    startWorkerRole(parts, pools.jobs)
    const port = await startWeb(parts, pools.web)
    return {
      port,
      [Symbol.asyncDispose]: () => {
        draining = true
        return started.disposeAll()
      },
    }
  } catch (error) {
    await started.disposeAll()
    throw error
  }
}

const has = ({ config }: Parts, ...roles: Role[]) => roles.some((r) => config.roles.includes(r))

/** Requests and background work wait for connections of their own, so that neither starves the other. */
function openPools(parts: Parts): { web: Pool; jobs: Pool } {
  const { config, started, metrics } = parts
  const open = (name: string, max: number, statementTimeoutMs: number) => {
    const pool = openPool(config.secrets.databaseUrl, {
      max,
      statementTimeoutMs,
      applicationName: `parkade ${name}`,
    })
    started.defer(() => pool.end())
    return pool
  }
  const web = open('web', config.databaseConnections, 15_000)
  const jobs = has(parts, 'ingest', 'worker')
    ? open('jobs', config.ingestWorkers * 2 + 4, 60_000)
    : web
  watchPools(metrics, { web, ...(jobs !== web && { jobs }) })
  return { web, jobs }
}

async function prepareDatabase(parts: Parts, pool: Pool, signal: AbortSignal): Promise<void> {
  const { log, checks } = parts
  const ran = await migrateWhenUp(pool, {
    signal,
    patienceMs: databasePatienceMs,
    onWait: (err) => log.warn({ err }, 'waiting for the database'),
  })
  if (ran.length > 0) log.info({ migrations: ran }, 'database migrated')
  checks.push(databaseCheck(pool, await schemaVersion(pool)))
}

function startIngestRole(parts: Parts, pool: Pool): void {
  const { config, log, now, metrics, checks, started } = parts
  if (!has(parts, 'ingest')) return
  const workers = config.ingestWorkers
  const ingest = startIngest({
    pool,
    broker: brokerAs(config, 'ingest'),
    log,
    now,
    metrics,
    workers,
  })
  checks.push({ name: 'ingest', check: () => (ingest.isReady() ? undefined : 'takes no events') })
  started.defer(() => ingest[Symbol.asyncDispose]())
}

function startWorkerRole(parts: Parts, pool: Pool): void {
  const { config, log, now, metrics, checks, started } = parts
  if (!has(parts, 'worker')) return
  const relay = startOutboxRelay({ pool, broker: brokerAs(config, 'ingest'), log, metrics })
  checks.push({ name: 'outbox', check: () => (relay.isReady() ? undefined : 'no broker') })
  started.defer(() => relay[Symbol.asyncDispose]())
  const retention = startRetention({ pool, log, now })
  started.defer(() => retention[Symbol.asyncDispose]())
}

/** HTTP, with the API and the live channel where they are asked for. Returns the port. */
async function startWeb(parts: Parts, pool: Pool): Promise<number> {
  const { config, log, now, metrics, checks, started } = parts
  const { publicUrl, dashboardFolder } = config.http
  const { operatorTokenSha256 } = config.secrets
  const base = { publicUrl, log, metrics, checks }
  const app = has(parts, 'api')
    ? createApp({ ...base, pool, now, operatorTokenSha256, dashboardFolder })
    : baseApp(base)
  const http = await listen(app, config.http)
  started.defer(() => http.close(config.shutdownMs))
  if (has(parts, 'live')) {
    const broker = brokerAs(config, 'live')
    const origins = [publicUrl]
    const server = { httpServer: http.server, registry: metrics }
    const live = attachLive({ ...server, pool, broker, origins, log, now })
    checks.push({ name: 'live', check: live.check })
    started.defer(() => live[Symbol.asyncDispose]())
  }
  return http.port
}
