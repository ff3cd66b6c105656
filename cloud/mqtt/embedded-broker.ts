import { createServer, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { Aedes } from 'aedes'
import type { Logger } from 'pino'
import { brokerHooks } from './broker-hooks.ts'
import { type BrokerLimits, defaultLimits } from './broker-limits.ts'
import { refusalLog } from './broker-log.ts'
import type { Credentials } from './credentials.ts'
import { tokenBucket } from './rate-limit.ts'
import { guardSocket } from './socket-guard.ts'

export interface EmbeddedBroker extends AsyncDisposable {
  port: number
  /** Takes new credentials; connections whose credential went away or changed are closed. */
  setCredentials: (credentials: Credentials) => void
  /** Connections at present. */
  connections: () => number
  /** Ends all connections and stops listening. */
  close: () => Promise<void>
}

export interface BrokerOptions {
  /** 0 takes a free one. */
  port: number
  host: string
  credentials: Credentials
  log: Logger
  limits?: Partial<BrokerLimits>
}

/**
 * The broker of a single machine: aedes behind the same rules as the production Mosquitto (contracts/mqtt/acl.ts,
 * mosquitto/mosquitto.conf). It keeps sessions and retained messages in memory only; nothing may rely on it for
 * delivery (protocol §1). MQTT 3.1 and 3.1.1. Rejects when the port is taken.
 */
export async function startEmbeddedBroker(options: BrokerOptions): Promise<EmbeddedBroker> {
  const limits = { ...defaultLimits, ...options.limits }
  const now = () => performance.now()
  const refuse = refusalLog(options.log, now)
  const hooks = brokerHooks({ credentials: options.credentials, limits, refuse, now })
  const broker = await Aedes.createBroker({
    drainTimeout: limits.drainTimeoutMs,
    keepaliveLimit: limits.keepaliveSeconds,
    connectTimeout: 10_000,
    maxClientsIdLength: 256,
    concurrency: 200,
    preConnect: hooks.preConnect,
    authenticate: hooks.authenticate,
    authorizePublish: hooks.authorizePublish,
    authorizeSubscribe: hooks.authorizeSubscribe,
    authorizeForward: hooks.authorizeForward,
  })
  broker.on('clientError', (session, error) => hooks.failed(session, error, options.log))
  broker.on('connectionError', (session, error) => hooks.failed(session, error, options.log))

  const connects = tokenBucket(limits.connectRate, limits.connectBurst, now)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true, highWaterMark: limits.socketBytes }, (socket) => {
    const address = socket.remoteAddress
    if (sockets.size >= limits.connections || !connects.take()) {
      refuse(sockets.size >= limits.connections ? 'connections-full' : 'connect-rate', { address })
      socket.destroy()
      return
    }
    sockets.add(socket)
    const limit = { bytes: limits.connectBytes }
    guardSocket(socket, limit, (scan) =>
      refuse(scan === 'oversized' ? 'packet-oversized' : 'packet-malformed', {
        address,
        ...hooks.facts(session),
      }),
    )
    const session = broker.handle(socket)
    hooks.opened(session, limit)
    socket.once('close', () => {
      sockets.delete(socket)
      hooks.ended(session)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, 4096, resolve)
  })
  const bound = server.address()

  const close = async () => {
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await stopped
  }
  return {
    port: typeof bound === 'object' && bound ? bound.port : options.port,
    setCredentials: (credentials) => hooks.setCredentials(credentials),
    connections: () => sockets.size,
    close,
    [Symbol.asyncDispose]: close,
  }
}
