import { readFileSync } from 'node:fs'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { GatewayConfig } from '../config.ts'

/** One connection attempt to the cloud's broker; never reconnects by itself. */
export interface Connection {
  /** Resolves when connected. Rejects with the broker's refusal or the network's error. */
  opened: Promise<void>
  /** Resolves when the connection is over, for whatever reason. */
  closed: Promise<void>
  subscribe: (topics: readonly string[]) => Promise<void>
  /** QoS 1; resolves at the broker's PUBACK. Rejects when the connection ends before, or the broker refuses. */
  publish: (
    topic: string,
    payload: string,
    options?: { retain?: boolean; timeoutMs?: number },
  ) => Promise<void>
  /** Ends the connection: politely, or at once as when the link is dead. */
  end: (force: boolean) => Promise<void>
}

export interface ConnectionOptions {
  cloud: GatewayConfig['cloud']
  keepaliveSeconds: number
  protocolVersion: 4 | 5
  will: { topic: string; payload: string }
  onMessage: (topic: string, payload: Buffer, retained: boolean) => void
}

const connectTimeoutMs = 10_000
const subscribeTimeoutMs = 10_000
const endTimeoutMs = 2000
const willDelaySeconds = 10

/** CONNACK codes by which a broker says that it does not speak MQTT 5. */
const versionRefused = new Set([1, 132])

/** Whether the broker refused the protocol version, so that 3.1.1 should be tried (protocol §1). */
export function isVersionRefused(error: unknown): boolean {
  return versionRefused.has(Number((error as { code?: unknown }).code))
}

/**
 * A fresh client for one attempt (protocol §4.3): the library's own reconnecting, its stores and its message ids never
 * span two connections.
 */
export function connect(options: ConnectionOptions): Connection {
  const { cloud, will } = options
  const settings: IClientOptions = {
    username: cloud.username,
    password: cloud.password,
    clientId: `gateway-${cloud.username}`,
    clean: true,
    protocolVersion: options.protocolVersion,
    keepalive: options.keepaliveSeconds,
    connectTimeout: connectTimeoutMs,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    will: {
      topic: will.topic,
      payload: Buffer.from(will.payload),
      qos: 1,
      retain: true,
      ...(options.protocolVersion === 5
        ? { properties: { willDelayInterval: willDelaySeconds } }
        : {}),
    },
    ...(cloud.ca ? { ca: readFileSync(cloud.ca) } : {}),
    ...(cloud.cert ? { cert: readFileSync(cloud.cert) } : {}),
    ...(cloud.key ? { key: readFileSync(cloud.key) } : {}),
  }
  const client: MqttClient = mqtt.connect(cloud.url, settings)
  client.on('message', (topic, payload, packet) => options.onMessage(topic, payload, packet.retain))
  let failure: Error | undefined
  client.on('error', (error) => {
    failure = error
  })
  const closed = new Promise<void>((resolve) => client.once('close', resolve))
  const opened = new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    void closed.then(() => reject(failure ?? new Error('connection closed')))
  })
  // The library keeps nothing of a connection that is over.
  void closed.then(() => client.end(true))
  const endings = new Set<(error: Error) => void>()
  void closed.then(() => {
    for (const end of endings) end(failure ?? new Error('connection closed'))
  })
  // The library may leave a call unanswered when the connection ends.
  const orLost = <T>(call: Promise<T>, timeoutMs?: number): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer =
        timeoutMs && setTimeout(() => reject(new Error('no answer from the broker')), timeoutMs)
      const done = () => {
        endings.delete(end)
        if (timer) clearTimeout(timer)
      }
      const end = (error: Error) => {
        done()
        reject(error)
      }
      endings.add(end)
      call.then(resolve, reject).finally(done)
    })
  return {
    opened,
    closed,
    async subscribe(topics) {
      await orLost(client.subscribeAsync([...topics], { qos: 1 }), subscribeTimeoutMs)
    },
    async publish(topic, payload, { retain = false, timeoutMs } = {}) {
      await orLost(client.publishAsync(topic, payload, { qos: 1, retain }), timeoutMs)
    },
    async end(force) {
      client.end(force)
      const late = setTimeout(() => client.stream.destroy(), endTimeoutMs)
      await closed.finally(() => clearTimeout(late))
    },
  }
}
