import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import type { LotDelta } from '#contracts/live.ts'
import { liveTopic } from '#contracts/mqtt/topics.ts'
import type { Pool } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import { type BrokerOptions, keepConnection } from '../mqtt/connection.ts'
import { coalesce } from './coalesce.ts'
import {
  becomeRelay,
  deleteMessages,
  oldestAge,
  readMessages,
  type StoredMessage,
} from './store.ts'

/** Says a message at once; false when nobody can be told now. */
export type Publish = (topic: string, payload: string) => boolean

export interface RelayOptions {
  pool: Pool
  log: Logger
  publish: Publish
  /** How often to look without being told, in ms. */
  pollMs?: number
}

export interface Relay extends AsyncDisposable {
  /** There is something to carry; looks within `debounceMs`. */
  kick: () => void
}

const batchSize = 200
const debounceMs = 20

/**
 * Carries what transactions wrote to the outbox: in order, one relay at a time over all processes, at least once
 * (PK-067). Told by `kick` it looks at once; it also looks by itself, so that a crash after a commit loses nothing.
 */
export function runRelay(options: RelayOptions): Relay {
  const { pool, log, publish, pollMs = 1_000 } = options
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let busy: Promise<void> | undefined
  let again = false

  const work = async () => {
    try {
      do {
        again = false
        while (!stopped && (await relayOnce(pool, publish)) === batchSize) {}
      } while (again && !stopped)
    } catch (error) {
      log.warn({ err: error }, 'outbox not carried, will try again')
    } finally {
      busy = undefined
      if (!stopped && timer === undefined) arm(pollMs)
    }
  }
  const arm = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      timer = undefined
      busy ??= work()
    }, ms)
    timer.unref()
  }
  let kickedUntil = 0
  arm(0)
  return {
    kick: () => {
      if (stopped) return
      if (busy) again = true
      else if (kickedUntil < performance.now()) {
        kickedUntil = performance.now() + debounceMs
        arm(debounceMs)
      }
    },
    [Symbol.asyncDispose]: async () => {
      stopped = true
      clearTimeout(timer)
      await busy
    },
  }
}

/** Carries the oldest messages once; returns how many. Publishes before it deletes: a crash between repeats them. */
export async function relayOnce(pool: Pool, publish: Publish): Promise<number> {
  return transaction(pool, async (tx) => {
    if (!(await becomeRelay(tx))) return 0
    const messages = await readMessages(tx, batchSize)
    if (messages.length === 0) return 0
    for (const delta of coalesce(messages.flatMap(deltasOf))) {
      if (!publish(liveTopic(delta.lot), JSON.stringify(delta))) return 0
    }
    await deleteMessages(
      tx,
      messages.map((message) => message.id),
    )
    return messages.length
  })
}

function deltasOf(message: StoredMessage): LotDelta[] {
  return message.topic === 'lots-changed' ? JSON.parse(message.body).deltas : []
}

/** The relay of the worker role, with its own connection to the broker. */
export function startOutboxRelay(options: {
  pool: Pool
  broker: BrokerOptions
  log: Logger
  metrics?: Registry
}): Relay & { isReady: () => boolean } {
  const { pool, broker, log, metrics } = options
  const connection = keepConnection({
    broker,
    name: 'outbox',
    log,
    onOnline: async () => {},
    onMessage: (_, done) => done(),
  })
  const relay = runRelay({
    pool,
    log,
    publish: (topic, payload) => {
      const session = connection.session()
      session?.send(topic, payload)
      return session !== undefined
    },
  })
  if (metrics) {
    new Gauge({
      name: 'parkade_outbox_oldest_seconds',
      help: 'How long the oldest message has waited',
      registers: [metrics],
      async collect() {
        // A database that is away must not take the other metrics with it.
        this.set(await oldestAge(pool).catch(() => Number.NaN))
      },
    })
  }
  return {
    kick: relay.kick,
    isReady: () => connection.session() !== undefined,
    [Symbol.asyncDispose]: async () => {
      await relay[Symbol.asyncDispose]()
      await connection[Symbol.asyncDispose]()
    },
  }
}
