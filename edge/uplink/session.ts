import type { Logger } from 'pino'
import { ulid } from 'ulid'
import { Ack } from '#contracts/mqtt/ack.ts'
import { CloudStatus, type GatewayStatus } from '#contracts/mqtt/status.ts'
import { TimeReply, type TimeRequest } from '#contracts/mqtt/time-sync.ts'
import { cloudStatusTopic, lotTopics } from '#contracts/mqtt/topics.ts'
import type { GatewayConfig } from '../config.ts'
import { type Connection, connect } from './connection.ts'

/** What the cloud says on one connection. */
export interface CloudVoice {
  ack: (ack: Ack) => void
  status: (status: CloudStatus) => void
  time: (reply: TimeReply) => void
}

/** One connection that is ready for events. */
export interface Session extends Pick<Connection, 'publish' | 'closed' | 'end'> {
  /** ULID of this connection, in birth and will (PK-070). */
  conn: string
  askTime: (t0: number) => Promise<void>
}

export interface SessionParts {
  config: Pick<GatewayConfig, 'lot' | 'cloud' | 'uplink'>
  identity: { epoch: string; boot: number; version: string }
  protocolVersion: 4 | 5
  now: () => number
  voice: CloudVoice
  /** Ends an attempt that is still under way. */
  signal: AbortSignal
  log: Logger
}

/** Connects, subscribes and publishes the birth, in that order (protocol §4.4). Rejects when any of it fails. */
export async function openSession(parts: SessionParts): Promise<Session> {
  const { config, identity, now, voice, log } = parts
  const topics = lotTopics(config.lot)
  const conn = ulid()
  const status = (state: GatewayStatus['state']): string =>
    JSON.stringify({ v: 1, state, conn, at: now(), ...identity } satisfies GatewayStatus)

  const hear = (topic: string, payload: Buffer) => {
    try {
      const body: unknown = JSON.parse(payload.toString('utf8'))
      if (topic === topics.ack) voice.ack(Ack.parse(body))
      else if (topic === topics.time) voice.time(TimeReply.parse(body))
      else if (topic === cloudStatusTopic) voice.status(CloudStatus.parse(body))
    } catch (error) {
      log.warn({ err: error, topic }, 'message from the cloud not understood')
    }
  }

  const connection = connect({
    cloud: config.cloud,
    keepaliveSeconds: config.uplink.keepaliveSeconds,
    protocolVersion: parts.protocolVersion,
    will: { topic: topics.status, payload: status('offline') },
    onMessage: hear,
  })
  const giveUp = () => void connection.end(true)
  parts.signal.addEventListener('abort', giveUp, { once: true })
  try {
    await connection.opened
    await connection.subscribe([topics.down, cloudStatusTopic])
    await connection.publish(topics.status, status('online'), { retain: true })
  } catch (error) {
    await connection.end(true)
    throw error
  } finally {
    parts.signal.removeEventListener('abort', giveUp)
  }
  return {
    conn,
    closed: connection.closed,
    publish: connection.publish,
    askTime: (t0) =>
      connection.publish(
        topics.request,
        JSON.stringify({ v: 1, kind: 'time.sync', t0 } satisfies TimeRequest),
      ),
    async end(force) {
      if (!force) {
        const farewell = { retain: true, timeoutMs: 2000 }
        await connection.publish(topics.status, status('offline'), farewell).catch(() => {})
      }
      await connection.end(force)
    },
  }
}
