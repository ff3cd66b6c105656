import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { schemaVersion } from './db/migrate.ts'
import { openPool } from './db/pool.ts'
import { migrateWhenUp } from './db/start.ts'
import { newDisposal } from './disposal.ts'
import { baseApp } from './http/base.ts'
import { databaseCheck, type ReadyCheck } from './http/health.ts'
import { openMetrics, watchPools } from './http/metrics.ts'
import { listen } from './http/server.ts'
import { attachLive } from './live/service.ts'
import type { Logger } from './log.ts'
import type { BrokerOptions } from './mqtt/connection.ts'

export interface Cloud extends AsyncDisposable {
  /** The port that HTTP listens on. */
  port: number
}

/** Longest wait for a database that is starting, in ms. */
const databasePatienceMs = 60_000

/**
 * Starts the roles of `config` in this process. Disposing it fails readiness, takes no more requests, lets running
 * ones finish, then ends the roles and their connections in the reverse order.
 */
export async function startCloud(
  config: Config,
  deps: { log: Logger; now: () => number; signal: AbortSignal },
): Promise<Cloud> {
  const { log, now, signal } = deps
  const started = newDisposal()
  try {
    const metrics = openMetrics()
    const pool = openPool(config.secrets.databaseUrl, {
      max: config.databaseConnections,
      statementTimeoutMs: 15_000,
      applicationName: `parkade ${config.roles.join(',')}`,
    })
    started.defer(() => pool.end())
    watchPools(metrics, { main: pool })
    const ran = await migrateWhenUp(pool, {
      signal,
      patienceMs: databasePatienceMs,
      onWait: (err) => log.warn({ err }, 'waiting for the database'),
    })
    if (ran.length > 0) log.info({ migrations: ran }, 'database migrated')

    let draining = false
    const checks: ReadyCheck[] = [
      { name: 'shutdown', check: () => (draining ? 'draining' : undefined) },
      databaseCheck(pool, await schemaVersion(pool)),
    ]
    const base = { publicUrl: config.http.publicUrl, log, metrics, checks }
    const { operatorTokenSha256 } = config.secrets
    const app = config.roles.includes('api')
      ? createApp({
          ...base,
          pool,
          now,
          operatorTokenSha256,
          dashboardFolder: config.http.dashboardFolder,
        })
      : baseApp(base)
    const http = await listen(app, config.http)
    started.defer(() => http.close(config.shutdownMs))
    if (config.roles.includes('live')) {
      const live = attachLive({
        httpServer: http.server,
        pool,
        broker: brokerAs(config, config.mqtt.liveUser, config.secrets.livePassword),
        origins: [config.http.publicUrl],
        log,
        now,
        registry: metrics,
      })
      checks.push({ name: 'live', check: live.check })
      started.defer(() => live[Symbol.asyncDispose]())
    }
    return {
      port: http.port,
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

/** The broker as one of our users. `config` has seen to it that a role which connects has both. */
function brokerAs(config: Config, username: string, password: string | undefined): BrokerOptions {
  const { url } = config.mqtt
  if (url === undefined || password === undefined) throw new Error('MQTT_URL or a password missing')
  return { url, username, password }
}
