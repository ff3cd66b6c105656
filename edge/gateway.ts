import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { GatewayConfig } from './config.ts'
import { startHealthServer } from './http.ts'
import type { Intake } from './intake.ts'
import { type LotParts, type RunningLot, runLot } from './lot.ts'
import { gatewayMetrics } from './metrics.ts'
import type { QueueDisk } from './outbox/open.ts'

/** A gateway that runs until it is disposed. */
export interface Gateway extends AsyncDisposable {
  mqttPort: number
  httpPort: number
  /** Takes a message as if a device had published it: for drivers whose devices do not speak MQTT. */
  take: Intake['take']
}

/** What a gateway is given besides its settings. */
export interface Surroundings {
  clock: Clock
  log: Logger
  /** For the jitter of its back-off; 0 ≤ n < 1. */
  random?: () => number
  /** Another disk than LevelDB in the data folder, for tests. */
  disk?: QueueDisk
}

const version = '0.1.0'
const reopenMinMs = 1000
const reopenMaxMs = 30_000

/**
 * Starts the gateway of one lot: disk queue, broker for devices, uplink, health. When the disk fails while it runs,
 * everything above the disk ends, which leaves unacknowledged messages with their devices, and is opened anew.
 * Rejects when it cannot start at all.
 */
export async function startGateway(
  config: GatewayConfig,
  surroundings: Surroundings,
): Promise<Gateway> {
  const { clock, log, random = Math.random, disk } = surroundings
  const stop = new AbortController()
  const stopped = new Promise<undefined>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  const parts: LotParts = {
    clock,
    log: log.child({ lot: config.lot }),
    version,
    random,
    ...(disk ? { disk } : {}),
  }
  let lot: RunningLot | undefined = await runLot(config, parts)
  const { mqttPort } = lot
  const reopened = { ...config, local: { ...config.local, port: mqttPort } }

  const end = async (running: RunningLot | undefined) => {
    try {
      await running?.[Symbol.asyncDispose]()
    } catch (error) {
      parts.log.error({ err: error }, 'lot not closed cleanly')
    }
  }

  const supervise = async () => {
    let attempt = 0
    while (!stop.signal.aborted) {
      const failure = lot && (await Promise.race([lot.failed, stopped]))
      await end(lot)
      if (lot && failure === undefined) return
      if (lot) attempt = 0
      lot = undefined
      const wait = Math.min(reopenMaxMs, reopenMinMs * 2 ** attempt++)
      await sleep(wait, undefined, { signal: stop.signal }).catch(() => {})
      if (stop.signal.aborted) return
      try {
        lot = await runLot(reopened, parts)
        parts.log.info({}, 'disk opened again')
      } catch (error) {
        parts.log.error({ err: error, attempt }, 'disk cannot be opened')
      }
    }
    await end(lot)
  }

  const metrics = gatewayMetrics(() => lot?.figures())
  const http = await startHealthServer(config.http, {
    ready: () => (lot ? undefined : 'the disk failed'),
    metrics,
  }).catch(async (error) => {
    await end(lot)
    throw error
  })
  const supervised = supervise()
  parts.log.info({ mqttPort, httpPort: http.port }, 'gateway ready')

  return {
    mqttPort,
    httpPort: http.port,
    take: (message) => lot?.take(message) ?? Promise.reject(new Error('the disk failed')),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await supervised
      await http[Symbol.asyncDispose]()
    },
  }
}
