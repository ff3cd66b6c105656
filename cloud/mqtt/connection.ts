import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { backOffMs } from './back-off.ts'
import { type Message, openSession, type Session, type Will } from './session.ts'

/** Where the broker is and who we are there. */
export interface BrokerOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  url: string
  username: string
  password: string
  /** PEM of the authority that signed the broker's certificate, when it is not a public one. */
  ca?: string
  /** PEM of our own certificate and its key, for a broker that takes the certificate's name for the user. */
  identity?: { cert: string; key: string }
}

export interface ConnectionOptions {
  broker: BrokerOptions
  /** Begins the client id, so that a person can tell connections apart in the broker's log. */
  name: string
  log: Logger
  /** Published by the broker when this connection dies unannounced. */
  will?: () => Will
  /** QoS 1 messages the broker may have under way to us (MQTT 5 only). */
  receiveMaximum?: number
  /** In [0, 1); spreads reconnects. */
  random?: () => number
  /** Each time a connection stands: subscribe and say hello here. A rejection drops the connection and tries again. */
  onOnline: (session: Session) => Promise<void>
  /** One message at a time: nothing more is read, pings included, until `done` is called [mqtt.js handleMessage]. */
  onMessage: (message: Message, done: () => void) => void
  /** The connection that stood is gone. */
  onOffline?: () => void
}

/** A connection that is kept up until it is disposed, or let go between `pause` and `resume`. */
export interface Connection extends AsyncDisposable {
  /** The session that stands and finished `onOnline`, or undefined while there is none. */
  session: () => Session | undefined
  /** Disconnects on purpose (no will) and stays away. */
  pause: () => Promise<void>
  resume: () => void
}

const bounds = { firstMs: 1_000, longestMs: 60_000 }
/** A connection that stood this long begins its next back-off anew. */
const settledMs = 10_000
/** CONNACK codes of a broker that does not speak the version asked for [MQTT-3.1.1 table 3.1; MQTT-5 table 3-1]. */
const versionRefused = new Set([1, 132])

/**
 * Keeps one connection to the broker: a fresh client for each attempt, clean sessions, full-jitter back-off, protocol 5
 * first and 4 when the broker refuses 5 (protocol §1, §4.3).
 */
export function keepConnection(options: ConnectionOptions): Connection {
  const { log } = options
  const random = options.random ?? Math.random
  const clientId = `${options.name}-${randomBytes(6).toString('hex')}`
  const stopping = new AbortController()
  let version: 4 | 5 = 5
  let open: Session | undefined
  let current: Session | undefined
  let paused: PromiseWithResolvers | undefined

  const stand = async (session: Session) => {
    const since = performance.now()
    open = session
    try {
      if (stopping.signal.aborted || paused) return since
      await options.onOnline(session)
      current = session
      log.info({ clientId, version }, 'broker connected')
      await session.closed
    } catch (error) {
      log.warn({ clientId, err: error }, 'broker connection could not be used')
    } finally {
      const stood = current === session
      current = undefined
      await session.end()
      open = undefined
      if (stood) options.onOffline?.()
    }
    return since
  }

  const run = async () => {
    let failures = 0
    while (!stopping.signal.aborted) {
      await paused?.promise
      if (stopping.signal.aborted) return
      const outcome = await openSession({ ...options, clientId, version, signal: stopping.signal })
      if ('session' in outcome) {
        const since = await stand(outcome.session)
        if (performance.now() - since > settledMs) failures = 0
      } else if (version === 5 && versionRefused.has(outcome.code ?? 0)) {
        version = 4
        continue
      } else {
        log.warn({ clientId, reason: outcome.reason, code: outcome.code }, 'broker not reached')
      }
      const wait = backOffMs(failures++, random(), bounds)
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const running = run()

  return {
    session: () => current,
    pause: async () => {
      paused ??= withResolvers()
      await open?.end()
    },
    resume: () => {
      paused?.resolve()
      paused = undefined
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      paused?.resolve()
      await open?.end()
      await running
    },
  }
}

interface PromiseWithResolvers {
  promise: Promise<void>
  resolve: () => void
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers(): PromiseWithResolvers {
  let resolve = () => {}
  const promise = new Promise<void>((r) => {
    resolve = r
  })
  return { promise, resolve }
}
