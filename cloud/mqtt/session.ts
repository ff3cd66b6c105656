import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { ConnectionOptions } from './connection.ts'

/** A message as it came. `retain` is set when the broker kept it from before the subscription. */
export interface Message {
  topic: string
  payload: Buffer
  retain: boolean
}

export interface Will {
  topic: string
  payload: string
  qos: 0 | 1
  retain: boolean
}

/** One standing connection. */
export interface Session {
  version: 4 | 5
  /** Whether `$share/…` delivers: aedes grants it and then delivers nothing, so only a v5 broker is believed. */
  sharesSubscriptions: boolean
  /** Resolves when the broker granted every filter; rejects when it refused one. */
  subscribe: (filters: string[], qos: 0 | 1) => Promise<void>
  /** At most once, at once; dropped when the connection just went. */
  send: (topic: string, payload: string, options?: { retain?: boolean }) => void
  /** QoS 1: resolves when the broker has it, rejects after `timeoutMs` or when the connection goes. */
  deliver: (topic: string, payload: string, options?: { retain?: boolean }) => Promise<void>
  /** Resolves when the connection is gone, for whatever reason. */
  closed: Promise<void>
  /** Says goodbye, so that the broker does not publish the will, and closes. */
  end: () => Promise<void>
}

type Outcome = { session: Session } | { reason: string; code: number | undefined }

const timeoutMs = 10_000

/** Tries once to connect, until `signal`. Never rejects: a refusal is an answer. */
export function openSession(
  options: ConnectionOptions & { clientId: string; version: 4 | 5; signal: AbortSignal },
): Promise<Outcome> {
  const { broker, version } = options
  const settings: IClientOptions = {
    clientId: options.clientId,
    username: broker.username,
    password: broker.password,
    protocolVersion: version,
    clean: true,
    reconnectPeriod: 0,
    keepalive: 20,
    connectTimeout: timeoutMs,
    queueQoSZero: false,
    resubscribe: false,
    ...(broker.ca === undefined ? {} : { ca: broker.ca }),
    ...broker.identity,
    ...(version === 5 ? { properties: { receiveMaximum: options.receiveMaximum ?? 200 } } : {}),
  }
  const will = options.will?.()
  if (will) settings.will = { ...will, payload: Buffer.from(will.payload) }
  const client = mqtt.connect(broker.url, settings)
  const gather = gatherWrites(client)
  client.handleMessage = (packet, done) => {
    gather()
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
    options.onMessage({ topic: packet.topic, payload, retain: packet.retain }, () => done())
  }
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  return new Promise((resolve) => {
    let failure: Error | undefined
    const abandon = () => client.end(true)
    options.signal.addEventListener('abort', abandon, { once: true })
    client.on('error', (error) => {
      failure = error
      client.end(true)
    })
    client.once('connect', (connack) => {
      options.signal.removeEventListener('abort', abandon)
      const shared = connack.properties?.sharedSubscriptionAvailable
      const shares = version === 5 && shared !== false
      resolve({ session: sessionOf(client, version, shares, closed, gather) })
    })
    void closed.then(() => {
      client.end(true)
      options.signal.removeEventListener('abort', abandon)
      const code = failure && 'code' in failure ? Number(failure.code) : Number.NaN
      resolve({
        reason: failure?.message ?? 'connection closed',
        code: Number.isInteger(code) ? code : undefined,
      })
    })
  })
}

function sessionOf(
  client: MqttClient,
  version: 4 | 5,
  sharesSubscriptions: boolean,
  closed: Promise<void>,
  gather: () => void,
): Session {
  return {
    version,
    sharesSubscriptions,
    closed,
    subscribe: async (filters, qos) => {
      await within(client.subscribeAsync(filters, { qos }), closed)
    },
    send: (topic, payload, { retain = false } = {}) => {
      if (!client.connected) return
      gather()
      client.publish(topic, payload, { qos: 0, retain }, () => {})
    },
    deliver: async (topic, payload, { retain = false } = {}) => {
      await within(client.publishAsync(topic, payload, { qos: 1, retain }), closed)
    },
    end: async () => {
      if (client.connected) {
        await within(client.endAsync(), closed).catch(() => {})
      }
      client.end(true)
      await closed
    },
  }
}

/**
 * Returns what holds back the bytes written in this turn of the event loop until its end. A PUBACK is four bytes: one
 * system call each is an eighth of ingest's time, and as much again for the broker that reads them.
 */
function gatherWrites(client: MqttClient): () => void {
  let gathering = false
  return () => {
    if (gathering) return
    gathering = true
    const { stream } = client
    stream.cork()
    setImmediate(() => {
      gathering = false
      stream.uncork()
    })
  }
}

/** Rejects when `work` takes longer than the timeout or the connection goes first. */
async function within<T>(work: Promise<T>, closed: Promise<void>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The broker did not answer in time')), timeoutMs)
    void closed.then(() => reject(new Error('The connection to the broker is gone')))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
