import type { Broker, BrokerUser } from './broker.ts'
import { programCommand } from './programs.ts'
import { type Secrets, sha256 } from './secrets.ts'
import type { Service } from './service.ts'
import type { Supervisor } from './supervisor.ts'

/** What a cloud process may do; one process can have several roles. */
export const cloudRoles = ['api', 'ingest', 'worker', 'live'] as const
export type CloudRole = (typeof cloudRoles)[number]

/** A running cloud process. */
export interface Cloud {
  readonly service: Service
  readonly port: () => number
  /** `http://127.0.0.1:{port}`. */
  readonly url: () => string
}

export interface CloudOptions {
  /** Shown in the log; default `cloud`. */
  name?: string
  /** Default: all. */
  roles?: readonly CloudRole[]
  databaseUrl: string
  broker: Broker
  secrets: Secrets
  /** Default a free one. */
  port?: number
  /** Default 127.0.0.1. */
  host?: string
  /** Built pages to serve. */
  dashboardFolder?: string
  ingestWorkers?: number
  logLevel?: string
  /** Further settings, as environment variables. */
  env?: Record<string, string>
}

/** The broker users of the cloud itself. */
export function cloudUsers(secrets: Secrets): BrokerUser[] {
  return [
    { user: 'ingest', role: 'ingest', password: secrets.get('broker/ingest') },
    { user: 'live', role: 'live', password: secrets.get('broker/live') },
  ]
}

/** Starts a cloud process and waits until its /readyz answers 200. */
export async function startCloud(supervisor: Supervisor, options: CloudOptions): Promise<Cloud> {
  const { secrets } = options
  const [ingest, live] = cloudUsers(secrets)
  const host = options.host ?? '127.0.0.1'
  const reach = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const address = (port: unknown) => `http://${reach}:${port}`
  const service = supervisor.add('cloud', {
    name: options.name ?? 'cloud',
    stopMs: 15_000,
    command: (last) => {
      const port = Number(last?.facts['port'] ?? options.port ?? 0)
      return programCommand('cloud', [], {
        ROLES: (options.roles ?? cloudRoles).join(','),
        DATABASE_URL: options.databaseUrl,
        MQTT_URL: options.broker.url(),
        MQTT_INGEST_USER: ingest?.user ?? '',
        MQTT_INGEST_PASSWORD: ingest?.password ?? '',
        MQTT_LIVE_USER: live?.user ?? '',
        MQTT_LIVE_PASSWORD: live?.password ?? '',
        HTTP_HOST: host,
        HTTP_PORT: String(port),
        ...(port === 0 ? {} : { PUBLIC_URL: address(port) }),
        OPERATOR_TOKEN_SHA256: sha256(secrets.get('operator')),
        LOG_LEVEL: options.logLevel ?? 'info',
        ...(options.dashboardFolder === undefined
          ? {}
          : { DASHBOARD_FOLDER: options.dashboardFolder }),
        ...(options.ingestWorkers === undefined
          ? {}
          : { INGEST_WORKERS: String(options.ingestWorkers) }),
        ...options.env,
      })
    },
    ready: (record) => record.message === 'cloud ready',
    probe: (ready) => answersReady(`${address(ready.facts['port'])}/readyz`),
  })
  await service.start()
  const port = () => Number(service.readyLine()?.facts['port'])
  return { service, port, url: () => address(port()) }
}

async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
