import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { LotId } from '#contracts/ids.ts'
import { CloudStatus } from '#contracts/mqtt/status.ts'
import { cloudStatusTopic, lotTopics } from '#contracts/mqtt/topics.ts'
import type { Pool } from '../db/pool.ts'
import { type BrokerOptions, type Connection, keepConnection } from '../mqtt/connection.ts'
import type { Message, Session } from '../mqtt/session.ts'
import { type Relay, runRelay } from '../outbox/relay.ts'
import type { Answer } from './answers.ts'
import { groupBuffer } from './buffer.ts'
import { runCommitter } from './committer/service.ts'
import { type IngestMetrics, ingestMetrics } from './metrics.ts'
import { readUplink, type TimeUplink, type Uplink } from './uplink.ts'

export interface IngestOptions {
  pool: Pool
  broker: BrokerOptions
  log: Logger
  /** ms since 1970 */
  now: () => number
  metrics?: Registry
  /** Connections that share the gateways among them; more than one needs a broker of version 5. */
  workers: number
}

export interface Ingest extends AsyncDisposable {
  /** Whether every worker takes events: connected, and the database is there. */
  isReady: () => boolean
}

/** Group commit (protocol §6): up to 500 messages or 5 ms; gateways are slowed at 20,000 waiting events. */
const limits = { items: 500, weight: 5_000, waitMs: 5, highWater: 20_000 }
/** A message is never held longer than this: mqtt.js reads nothing else meanwhile, and keepalive is 20 s. */
const longestHoldMs = 10_000
/** Answers kept for a connection that is being made again. */
const mostPending = 1_000

/** Takes the gateways' messages from the broker into the database until it is disposed. */
export function startIngest(options: IngestOptions): Ingest {
  const { pool, log, workers } = options
  const depths: (() => number)[] = []
  const metrics = ingestMetrics(options.metrics, () => depths.reduce((sum, d) => sum + d(), 0))
  const running: Worker[] = []
  const relay = runRelay({
    pool,
    log,
    publish: (topic, payload) => {
      const session = running.map((w) => w.session()).find((s) => s !== undefined)
      session?.send(topic, payload)
      return session !== undefined
    },
  })
  for (let n = 0; n < workers; n++) {
    const worker = startWorker(options, metrics, relay)
    running.push(worker)
    depths.push(worker.depth)
  }
  return {
    isReady: () => running.every((worker) => worker.isReady()),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(running.map((worker) => worker[Symbol.asyncDispose]()))
      await relay[Symbol.asyncDispose]()
    },
  }
}

interface Worker extends AsyncDisposable {
  session: () => Session | undefined
  isReady: () => boolean
  depth: () => number
}

/** One connection with its buffer and its commits. */
function startWorker(options: IngestOptions, metrics: IngestMetrics, relay: Relay): Worker {
  const { pool, log, now } = options
  const stopping = new AbortController()
  const buffer = groupBuffer<Uplink>(limits, () => performance.now())
  let pending: Answer[] = []
  let draining = false
  const status = (state: CloudStatus['state']) =>
    JSON.stringify({ v: 1, state, at: now() } satisfies CloudStatus)

  const connection: Connection = keepConnection({
    broker: options.broker,
    name: 'ingest',
    log,
    will: () => ({ topic: cloudStatusTopic, payload: status('offline'), qos: 1, retain: true }),
    onOnline: async (session) => {
      if (options.workers > 1 && !session.sharesSubscriptions) {
        log.warn(
          { workers: options.workers },
          'broker shares no subscriptions, one worker is enough',
        )
      }
      await session.subscribe(filtersOf(session), 1)
      await session.deliver(cloudStatusTopic, status('online'), { retain: true })
      for (const answer of pending.splice(0)) sendAnswer(session, answer)
    },
    onMessage: (message, done) => {
      take(message)
      if (buffer.isFull()) hold(done)
      else done()
    },
  })

  const take = (message: Message) => {
    if (message.topic === cloudStatusTopic) return reassert(message)
    const uplink = readUplink(message.topic, message.payload, now())
    if (uplink === undefined) return
    if (uplink.kind === 'time') answerTime(uplink)
    else buffer.push(uplink, uplink.kind === 'batch' ? Math.max(1, uplink.events.length) : 10)
  }
  const hold = (done: () => void) => {
    const timer = setTimeout(done, longestHoldMs)
    buffer.whenRoom(() => {
      clearTimeout(timer)
      done()
    })
  }
  /** Another worker's will says offline while this one works: gateways must not stop for that. */
  const reassert = (message: Message) => {
    const session = connection.session()
    const said = CloudStatus.safeParse(safeJson(message.payload))
    if (!session || draining || stopping.signal.aborted) return
    if (said.success && said.data.state !== 'online') {
      session.send(cloudStatusTopic, status('online'), { retain: true })
    }
  }
  const answerTime = ({ lot, t0, receivedAt }: TimeUplink) => {
    const reply = { v: 1, t0, t1: receivedAt, t2: now() }
    connection.session()?.send(lotTopics(lot as LotId).time, JSON.stringify(reply))
  }

  const committing = runCommitter(
    {
      pool,
      buffer,
      log,
      now,
      metrics,
      onCommitted: (answers, told) => {
        const session = connection.session()
        if (session) for (const answer of answers) sendAnswer(session, answer)
        else pending = [...pending, ...answers].slice(-mostPending)
        if (told) relay.kick()
      },
      onAway: () => {
        draining = true
        log.warn('draining: gateways keep their events until the database is back')
        void drain()
      },
      onBack: () => {
        draining = false
        connection.resume()
      },
    },
    stopping.signal,
  )
  const drain = async () => {
    await connection
      .session()
      ?.deliver(cloudStatusTopic, status('draining'), { retain: true })
      .catch(() => {})
    if (draining) await connection.pause()
  }

  return {
    session: () => connection.session(),
    isReady: () => connection.session() !== undefined && !draining,
    depth: buffer.depth,
    [Symbol.asyncDispose]: async () => {
      buffer.close()
      const patience = setTimeout(() => stopping.abort(), 5_000)
      if (draining) stopping.abort()
      await committing
      clearTimeout(patience)
      stopping.abort()
      await connection
        .session()
        ?.deliver(cloudStatusTopic, status('offline'), { retain: true })
        .catch(() => {})
      await connection[Symbol.asyncDispose]()
    },
  }
}

/** Births are subscribed to plainly by every worker: a shared subscription gets no retained message [MQTT-5 4.8.2]. */
function filtersOf(session: Session): string[] {
  const { up, status } = lotTopics('+')
  return [session.sharesSubscriptions ? `$share/ingest/${up}` : up, status, cloudStatusTopic]
}

function sendAnswer(session: Session, { lot, ack }: Answer): void {
  session.send(lotTopics(lot as LotId).ack, JSON.stringify(ack))
}

function safeJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}
