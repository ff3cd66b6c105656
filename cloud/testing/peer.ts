import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { BrokerUser, TestBroker } from './broker.ts'

/** A bare MQTT 3.1.1 peer that remembers what it was sent. */
export interface Peer extends AsyncDisposable {
  mqtt: MqttClient
  /** `topic payload` of each message, in order. */
  heard: string[]
  /** Whether the connection is gone. */
  isGone: () => boolean
  /** Resolves with the granted QoS of each filter; 128 is a refusal [MQTT-3.9.3]. */
  subscribe: (...filters: string[]) => Promise<number[]>
  /** QoS 1; resolves when the broker acknowledged, or false when it closed the connection instead. */
  publish: (topic: string, payload: string | Buffer, retain?: boolean) => Promise<boolean>
}

/** Connects `user`. Rejects with the broker's refusal. */
export async function connectPeer(
  broker: Pick<TestBroker, 'url'>,
  user: Pick<BrokerUser, 'user' | 'password'>,
  options: IClientOptions = {},
): Promise<Peer> {
  const connection = mqtt.connect(broker.url, {
    username: user.user,
    password: user.password,
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 5_000,
    clean: true,
    ...options,
  })
  const heard: string[] = []
  let gone = false
  const closed = new Promise<false>((resolve) =>
    connection.once('close', () => {
      gone = true
      resolve(false)
    }),
  )
  await new Promise<void>((resolve, reject) => {
    connection.once('connect', () => resolve())
    connection.on('error', reject)
    connection.once('close', () => reject(new Error('the broker closed the connection')))
  })
  connection.on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
  return {
    mqtt: connection,
    heard,
    isGone: () => gone,
    subscribe: (...filters) =>
      new Promise((resolve, reject) => {
        connection.subscribe(filters, { qos: 1 }, (error, granted, packet) => {
          // A refusal is an error to mqtt.js, but the answer says which filter was refused.
          if (packet) resolve(packet.granted.map(Number))
          else reject(error ?? new Error(`no answer: ${granted}`))
        })
      }),
    publish: (topic, payload, retain = false) =>
      Promise.race([
        connection.publishAsync(topic, payload, { qos: 1, retain }).then(
          () => true,
          () => false,
        ),
        closed,
      ]),
    [Symbol.asyncDispose]: async () => {
      connection.end(true)
      await closed
    },
  }
}
