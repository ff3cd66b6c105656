import { join } from 'node:path'
import type { BrokerRole } from '#contracts/mqtt/acl.ts'
import { mosquittoService } from './mosquitto.ts'
import { freePort } from './ports.ts'
import { programCommand } from './programs.ts'
import { sha256, writePrivate } from './secrets.ts'
import type { Service } from './service.ts'
import type { Supervisor } from './supervisor.ts'

export const brokerKinds = ['aedes', 'mosquitto'] as const
export type BrokerKind = (typeof brokerKinds)[number]

/** Somebody who may sign in at the broker. */
export interface BrokerUser {
  user: string
  role: BrokerRole
  password: string
}

/** A running MQTT broker between the gateways and the cloud. */
export interface Broker {
  readonly service: Service
  readonly kind: BrokerKind
  readonly url: () => string
  readonly port: () => number
  /** Replaces the list of those who may sign in; the running broker follows. */
  readonly setUsers: (users: readonly BrokerUser[]) => Promise<void>
}

export interface BrokerOptions {
  users: readonly BrokerUser[]
  /** Default `aedes`, the embedded one. */
  kind?: BrokerKind
  /** TCP port on 127.0.0.1; a free one when left out. */
  port?: number
}

/** Starts a broker that knows `users` and the access table of the contracts. */
export async function startBroker(supervisor: Supervisor, options: BrokerOptions): Promise<Broker> {
  const folder = join(supervisor.folder, 'broker')
  const kind = options.kind ?? 'aedes'
  let users = options.users
  const port = options.port ?? (await freePort())
  const credentials = join(folder, 'credentials.json')
  const write = () => {
    const entries = users.map(({ user, role, password }) => ({
      user,
      role,
      passwordSha256: sha256(password),
    }))
    writePrivate(credentials, `${JSON.stringify(entries, null, 2)}\n`)
  }
  if (kind === 'aedes') write()
  const service =
    kind === 'mosquitto'
      ? mosquittoService(supervisor, { folder, port, users: () => users })
      : supervisor.add('broker', {
          name: 'broker',
          command: () =>
            programCommand('broker', [], {
              BROKER_HOST: '127.0.0.1',
              BROKER_PORT: String(port),
              BROKER_CREDENTIALS: credentials,
            }),
          ready: (record) => record.message === 'broker ready',
        })
  await service.start()
  return {
    service,
    kind,
    port: () => port,
    url: () => `mqtt://127.0.0.1:${port}`,
    setUsers: async (next) => {
      users = next
      if (kind === 'aedes') write()
      else await service.restart()
    },
  }
}
