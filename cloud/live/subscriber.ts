import { LotDelta } from '#contracts/live.ts'
import { liveTopic } from '#contracts/mqtt/topics.ts'
import type { Logger } from '../log.ts'
import { type BrokerOptions, type Connection, keepConnection } from '../mqtt/connection.ts'

export interface HearingOptions {
  broker: BrokerOptions
  log: Logger
  onDelta: (delta: LotDelta) => void
  /** The subscription stands: nothing published from now on is missed. A rejection tries again with a new connection. */
  onHearing: () => Promise<void>
  onDeaf: () => void
}

/** Hears every lot's deltas. Each node hears all of them for its own pages, so Socket.IO needs no adapter (protocol §11). */
export function hearDeltas(options: HearingOptions): Connection {
  const { log } = options
  return keepConnection({
    broker: options.broker,
    name: 'live',
    log,
    onOnline: async (session) => {
      await session.subscribe([liveTopic('+')], 0)
      await options.onHearing()
    },
    onMessage: (message, done) => {
      const delta = parse(message.payload)
      if (delta) options.onDelta(delta)
      else log.warn({ topic: message.topic }, 'live delta not readable')
      done()
    },
    onOffline: options.onDeaf,
  })
}

function parse(payload: Buffer): LotDelta | undefined {
  try {
    return LotDelta.safeParse(JSON.parse(payload.toString())).data
  } catch {
    return undefined
  }
}
