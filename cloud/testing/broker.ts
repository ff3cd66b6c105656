import type { BrokerRole } from '#contracts/mqtt/acl.ts'
import { startAedes } from './aedes.ts'
import { mosquittoAvailable, startMosquitto } from './mosquitto.ts'

export interface BrokerUser {
  user: string
  role: BrokerRole
  password: string
}

/** A real broker in a process of its own on a port that stays the same. */
export interface TestBroker extends AsyncDisposable {
  port: number
  /** `mqtt://127.0.0.1:port` */
  url: string
  users: readonly BrokerUser[]
  /** What the process printed so far. */
  output: () => string
  /** Ends it in an orderly way (SIGTERM). */
  stop: () => Promise<void>
  /** Ends it as a crash would (SIGKILL). */
  kill: () => Promise<void>
  /** Starts it again on the same port after `stop` or `kill`. */
  restart: () => Promise<void>
}

export const testUsers: readonly BrokerUser[] = [
  { user: 'lot-1', role: 'gateway', password: 'secret-of-lot-1' },
  { user: 'lot-2', role: 'gateway', password: 'secret-of-lot-2' },
  { user: 'ingest', role: 'ingest', password: 'secret-of-ingest' },
  { user: 'live', role: 'live', password: 'secret-of-live' },
]

/** Both brokers, for `describe.each`. With CI=true a missing Mosquitto fails instead of being left out. */
export const testBrokers: readonly {
  name: 'aedes' | 'mosquitto'
  start: (users?: readonly BrokerUser[]) => Promise<TestBroker>
}[] = [
  { name: 'aedes' as const, start: (users = testUsers) => startAedes(users) },
  ...(mosquittoAvailable()
    ? [{ name: 'mosquitto' as const, start: (users = testUsers) => startMosquitto(users) }]
    : []),
]
