import { join } from 'node:path'
import type { BrokerUser } from './broker.ts'
import { type Program, programCommand } from './programs.ts'
import { type Secrets, sha256, writePrivate } from './secrets.ts'
import type { Service } from './service.ts'
import type { Supervisor } from './supervisor.ts'

/** A device that a gateway knows: its user name, and the MQTT filters it may publish to. */
export interface DevicePermit {
  id: string
  publish: readonly string[]
}

/** A running gateway. */
export interface Gateway {
  readonly service: Service
  readonly lot: string
  /** Where its devices connect, on 127.0.0.1; the same after a restart. */
  readonly mqttPort: () => number
  readonly httpPort: () => number
  readonly devicePassword: (device: string) => string
  /** Its folder: the configuration, and `outbox` with what is not yet acknowledged. */
  readonly folder: string
}

export interface GatewayOptions {
  lot: string
  devices: readonly DevicePermit[]
  secrets: Secrets
  /** Where it finds the cloud: the broker, or a proxy before it. */
  cloudUrl: string
  /** Default `edge`. */
  program?: Program
  heartbeatMs?: number
  snapshotMs?: number
  /** Further settings of the gateway's file (`disk`, `limits`, `flapping`, `logLevel` …). */
  settings?: Record<string, unknown>
  /** Further environment variables. */
  env?: Record<string, string>
}

/** The broker user of a lot's gateway; its name is the lot's code (PK-001). */
export function gatewayUser(secrets: Secrets, lot: string): BrokerUser {
  return { user: lot, role: 'gateway', password: secrets.get(`broker/lots/${lot}`) }
}

/** Writes a gateway's configuration and starts it. */
export async function startGateway(
  supervisor: Supervisor,
  options: GatewayOptions,
): Promise<Gateway> {
  const { lot, secrets } = options
  const folder = join(supervisor.folder, 'gateways', lot)
  const config = join(folder, 'config.json')
  const devicePassword = (device: string) => secrets.get(`lots/${lot}/devices/${device}`)
  const account = gatewayUser(secrets, lot)
  const service = supervisor.add('gateway', {
    name: `gateway ${lot}`,
    command: (last) => {
      const settings = {
        lot,
        dataFolder: join(folder, 'outbox'),
        cloud: { url: options.cloudUrl, username: account.user, password: account.password },
        local: { host: '127.0.0.1', port: Number(last?.facts['mqttPort'] ?? 0) },
        http: { host: '127.0.0.1', port: Number(last?.facts['httpPort'] ?? 0) },
        devices: options.devices.map(({ id, publish }) => ({
          id,
          secretSha256: sha256(devicePassword(id)),
          publish,
        })),
        ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
        ...(options.snapshotMs === undefined ? {} : { snapshotMs: options.snapshotMs }),
        ...options.settings,
      }
      writePrivate(config, `${JSON.stringify(settings, null, 2)}\n`)
      return programCommand(options.program ?? 'edge', [], {
        GATEWAY_CONFIG: config,
        ...options.env,
      })
    },
    ready: (record) => record.message === 'gateway ready',
  })
  await service.start()
  const fact = (name: string) => () => Number(service.readyLine()?.facts[name])
  return {
    service,
    lot,
    folder,
    mqttPort: fact('mqttPort'),
    httpPort: fact('httpPort'),
    devicePassword,
  }
}
