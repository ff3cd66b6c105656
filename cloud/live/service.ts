import type { Server as HttpServer } from 'node:http'
import type { Registry } from 'prom-client'
import { cityOccupancy, lotSnapshot } from '../availability/service.ts'
import type { Pool } from '../db/pool.ts'
import type { Logger } from '../log.ts'
import type { BrokerOptions } from '../mqtt/connection.ts'
import { batched } from './batched.ts'
import { newBoard } from './board.ts'
import { newCoalescer } from './coalescer.ts'
import { defaultLiveLimits, type LiveLimits } from './limits.ts'
import { keepLoaded } from './loader.ts'
import { liveMetrics } from './metrics.ts'
import { openSockets } from './socket.ts'
import { hearDeltas } from './subscriber.ts'

export interface LiveOptions {
  /** Socket.IO shares its port, under `/live`. */
  httpServer: HttpServer
  pool: Pool
  broker: BrokerOptions
  log: Logger
  /** Milliseconds since 1970. */
  now: () => number
  registry: Registry
  /** Origins that serve the pages, when it is not the host they connect to. */
  origins?: readonly string[]
  limits?: Partial<LiveLimits>
}

export interface Live extends AsyncDisposable {
  /** For `/readyz`: what is missing, or undefined. */
  check: () => string | undefined
}

/** The live role: what the broker tells of committed changes goes to the pages that watch (protocol §11, PK-08x). */
export function attachLive(options: LiveOptions): Live {
  const { pool, log, now, broker } = options
  const limits = { ...defaultLiveLimits, ...options.limits }
  const board = newBoard()
  const metrics = liveMetrics(options.registry, () => sockets.count())
  const snapshot = batched((lot) => lotSnapshot(pool, lot, now()))
  let source: 'live' | 'lost' = 'lost'

  const sockets = openSockets({
    httpServer: options.httpServer,
    limits,
    origins: options.origins ?? [],
    clock: () => performance.now(),
    snapshot,
    city: () => (loader.isComplete() ? board.all(now()) : undefined),
    onLate: () => metrics.late.inc(),
    onFailure: (err) => log.warn({ err }, 'live snapshot failed'),
    onRefused: (reason, facts) => {
      metrics.refused.inc({ reason })
      log.warn({ reason, ...facts }, 'live page refused')
    },
  })
  const coalescer = newCoalescer(limits.lotWindowMs, (delta) => {
    metrics.sent.inc()
    sockets.sendLot(delta)
  })
  const loader = keepLoaded({
    board,
    counts: () => cityOccupancy(pool, now()),
    snapshot,
    sockets,
    log,
    auditMs: limits.auditMs,
  })

  const hearing = hearDeltas({
    broker,
    log,
    onDelta: (delta) => {
      metrics.heard.inc()
      coalescer.push(delta)
      if (!board.apply(delta)) loader.reload(delta.lot)
    },
    // Whatever was committed while nobody listened reached no page: all of them start again from a snapshot.
    onHearing: async () => {
      await loader.loadAll()
      source = 'live'
      sockets.setSource(source)
      sockets.resync({ lots: sockets.watched(), city: true })
    },
    onDeaf: () => {
      source = 'lost'
      sockets.setSource(source)
    },
  })

  const tick = setInterval(() => {
    const lots = board.takeChanged(now())
    if (lots.length > 0) sockets.sendCity({ at: now(), lots })
  }, limits.cityTickMs)
  const age = setInterval(() => board.recount(), limits.recountMs)

  return {
    check: () => (source === 'live' ? undefined : 'no connection to the broker'),
    [Symbol.asyncDispose]: async () => {
      clearInterval(tick)
      clearInterval(age)
      loader.stop()
      await hearing[Symbol.asyncDispose]()
      coalescer.clear()
      await sockets.close()
    },
  }
}
