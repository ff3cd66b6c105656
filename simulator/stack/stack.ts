import { join } from 'node:path'
import { type Broker, type BrokerKind, startBroker } from './broker.ts'
import { type Cloud, type CloudOptions, cloudUsers, startCloud } from './cloud.ts'
import { type Database, startDatabase } from './database.ts'
import {
  type DevicePermit,
  type Gateway,
  type GatewayOptions,
  gatewayUser,
  startGateway,
} from './gateway.ts'
import type { LogSink } from './log.ts'
import { buildPrograms } from './programs.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { openSupervisor, type Supervisor } from './supervisor.ts'

/** A lot that gets a gateway. */
export interface StackLot {
  id: string
  devices: readonly DevicePermit[]
}

export interface StackOptions {
  /** Data folder. */
  folder: string
  log: LogSink
  lots: readonly StackLot[]
  onDeath?: 'restart' | 'report'
  broker?: { kind?: BrokerKind; port?: number }
  /** One entry per cloud process; default one process with every role. */
  cloud?: readonly Omit<CloudOptions, 'databaseUrl' | 'broker' | 'secrets'>[]
  /** Settings of postgresql.conf. */
  database?: Record<string, string>
  /** Settings for every gateway's file. */
  gateway?: Pick<GatewayOptions, 'program' | 'heartbeatMs' | 'snapshotMs' | 'settings'>
  /** Called when the cloud is ready and before any gateway starts, for example to describe the lots. */
  beforeGateways?: (cloud: { url: string; operatorToken: string }) => Promise<void>
  /** Gateways that start at the same time; default 4. */
  gatewaysAtOnce?: number
  /** Where gateways find the broker, for example through a proxy; default the broker itself. */
  gatewayCloudUrl?: (lot: string, broker: Broker) => string
}

/** A whole Parkade as processes on this machine. Disposing it ends gateways, cloud, broker, database, in this order. */
export interface Stack extends AsyncDisposable {
  readonly supervisor: Supervisor
  readonly secrets: Secrets
  readonly database: Database
  readonly broker: Broker
  readonly cloud: readonly Cloud[]
  /** Where the API is: the first cloud process. */
  readonly url: () => string
  readonly operatorToken: string
  readonly gateways: ReadonlyMap<string, Gateway>
}

/** Starts everything and resolves when all of it is ready. When a part fails, all that runs is ended first. */
export async function startStack(options: StackOptions): Promise<Stack> {
  await buildPrograms()
  const supervisor = await openSupervisor(options)
  try {
    return await startParts(supervisor, options)
  } catch (error) {
    await supervisor.close()
    throw error
  }
}

/** As `startStack`, on a supervisor that the caller opened and closes. */
export async function startParts(supervisor: Supervisor, options: StackOptions): Promise<Stack> {
  const secrets = openSecrets(join(options.folder, 'secrets.json'))
  const users = [...cloudUsers(secrets), ...options.lots.map((lot) => gatewayUser(secrets, lot.id))]
  const [database, broker] = await Promise.all([
    startDatabase(supervisor, options.database ? { settings: options.database } : {}),
    startBroker(supervisor, { ...options.broker, users }),
  ])
  const databaseUrl = database.url()
  const cloud: Cloud[] = []
  for (const one of options.cloud ?? [{}]) {
    cloud.push(await startCloud(supervisor, { ...one, databaseUrl, broker, secrets }))
  }
  const operatorToken = secrets.get('operator')
  await options.beforeGateways?.({ url: cloud[0]?.url() ?? '', operatorToken })
  const gateways = new Map<string, Gateway>()
  const waiting = [...options.lots]
  const startNext = async () => {
    for (let lot = waiting.shift(); lot; lot = waiting.shift()) {
      const cloudUrl = options.gatewayCloudUrl?.(lot.id, broker) ?? broker.url()
      const one = { lot: lot.id, devices: lot.devices, secrets, cloudUrl, ...options.gateway }
      gateways.set(lot.id, await startGateway(supervisor, one))
    }
  }
  await Promise.all(Array.from({ length: options.gatewaysAtOnce ?? 4 }, startNext))
  return {
    supervisor,
    secrets,
    database,
    broker,
    cloud,
    url: () => cloud[0]?.url() ?? '',
    operatorToken,
    gateways,
    [Symbol.asyncDispose]: supervisor.close,
  }
}
