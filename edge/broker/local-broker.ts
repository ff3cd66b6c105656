import { createServer, type Socket } from 'node:net'
import { Aedes, type AedesPublishPacket, type Client, type PublishPacket } from 'aedes'
import type { Logger } from 'pino'
import type { GatewayConfig } from '../config.ts'
import type { Intake } from '../intake.ts'
import type { Throttled } from '../throttled.ts'
import { devicePolicy } from './device-policy.ts'
import { packetGuard } from './packet-guard.ts'
import { type RateLimit, rateLimit } from './rate-limit.ts'

export interface LocalBroker extends AsyncDisposable {
  /** TCP port devices connect to. */
  port: number
  connections: () => number
}

export interface LocalBrokerParts {
  config: Pick<GatewayConfig, 'local' | 'devices' | 'limits'>
  intake: Intake
  monotonic: () => number
  log: Logger
  throttled: Throttled
}

const connectTimeoutMs = 10_000
const drainTimeoutMs = 10_000

/**
 * The MQTT broker inside the lot. A device's PUBACK is written only after `intake.take` resolved, because aedes calls
 * `authorizePublish` before it acknowledges (PK-012). Throws when the port is taken.
 */
export async function startLocalBroker(parts: LocalBrokerParts): Promise<LocalBroker> {
  const { config, intake, monotonic, log, throttled } = parts
  const { limits } = config
  const policy = devicePolicy(config.devices)
  const users = new WeakMap<Client, string>()
  const rates = new Map<string, RateLimit>()
  const connects = rateLimit(limits.connectsPerSecond)

  const take = (client: Client, packet: PublishPacket): Promise<void> => {
    const device = users.get(client) ?? ''
    const message = { device, topic: packet.topic, payload: bytesOf(packet.payload) }
    if (!policy.mayPublish(device, packet.topic)) return intake.refuse(message, 'foreign-topic')
    return intake.take(message)
  }

  const broker = await Aedes.createBroker({
    connectTimeout: connectTimeoutMs,
    drainTimeout: drainTimeoutMs,
    maxClientsIdLength: 64,
    preConnect(_client, packet, done) {
      // Nothing rests on a session, and a will would be a message nobody sent.
      packet.clean = true
      delete packet.will
      const wait = connects(monotonic())
      if (wait === 0) done(null, true)
      else setTimeout(() => done(null, true), wait).unref()
    },
    authenticate(client, user, password, done) {
      const name = user ?? ''
      if (policy.knows(name, password ?? new Uint8Array())) {
        users.set(client, name)
        return done(null, true)
      }
      throttled(`auth ${name}`, () =>
        log.warn(
          { device: name.slice(0, 64), address: addressOf(client) },
          'device refused: wrong secret',
        ),
      )
      done(Object.assign(new Error('bad user name or password'), { returnCode: 4 }), false)
    },
    authorizePublish(client, packet, done) {
      // Retained copies would grow without bound; the gateway's own state is on disk.
      packet.retain = false
      if (!client) return done(null)
      const finish = () =>
        take(client, packet).then(
          () => done(null),
          (error: Error) => done(error),
        )
      const wait = rateOf(users.get(client) ?? '')(monotonic())
      if (wait === 0) return void finish()
      throttled(`rate ${users.get(client)}`, () =>
        log.warn({ device: users.get(client), waitMs: Math.round(wait) }, 'device slowed down'),
      )
      setTimeout(finish, wait).unref()
    },
    authorizeSubscribe(client, subscription, done) {
      const device = users.get(client) ?? ''
      if (policy.maySubscribe(device, subscription.topic)) return done(null, subscription)
      throttled(`subscribe ${device}`, () =>
        log.warn({ device, topic: subscription.topic.slice(0, 200) }, 'subscription refused'),
      )
      done(null, null)
    },
    authorizeForward: (_client, packet) =>
      (packet as AedesPublishPacket & { clientId?: string }).clientId ? undefined : packet,
  })

  // Devices never hear each other, so there is nobody to route a device's message to.
  const route = broker.publish.bind(broker)
  broker.publish = (packet: PublishPacket, client: unknown, done?: (error?: Error) => void) => {
    if (typeof client === 'object' && client !== null) done?.()
    else route(packet, typeof client === 'function' ? (client as () => void) : (done ?? (() => {})))
  }

  function rateOf(device: string): RateLimit {
    const known = rates.get(device)
    if (known) return known
    const fresh = rateLimit(limits.messagesPerSecond)
    rates.set(device, fresh)
    return fresh
  }

  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    if (sockets.size >= limits.connections) {
      throttled('connections', () =>
        log.warn(
          { connections: sockets.size, address: socket.remoteAddress },
          'too many connections',
        ),
      )
      socket.destroy()
      return
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
    socket.setNoDelay(true)
    refuseOversized(socket, limits.packetBytes, (bytes) =>
      throttled(`oversized ${socket.remoteAddress}`, () =>
        log.warn(
          { bytes, limit: limits.packetBytes, address: socket.remoteAddress },
          'packet too large',
        ),
      ),
    )
    broker.handle(socket)
  })
  broker.on('clientError', (client, error) =>
    log.debug({ device: users.get(client), err: error }, 'device connection failed'),
  )
  broker.on('connectionError', (_client, error) => log.debug({ err: error }, 'connection failed'))

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.local.port, config.local.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : config.local.port,
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await new Promise<void>((resolve) => broker.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Closes the connection as soon as a header announces too much: the bytes pass here before the broker gathers them. */
function refuseOversized(socket: Socket, limit: number, said: (bytes: number) => void): void {
  const guard = packetGuard(limit)
  const read = socket.read.bind(socket)
  socket.read = (size?: number) => {
    const chunk: unknown = read(size)
    const bytes = chunk instanceof Uint8Array ? guard.push(chunk) : undefined
    if (bytes === undefined) return chunk
    said(bytes)
    socket.destroy()
    return null
  }
}

function bytesOf(payload: string | Buffer): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload
}

function addressOf(client: Client): string | undefined {
  return (client.conn as Socket).remoteAddress
}
