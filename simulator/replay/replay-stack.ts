import { setTimeout as delay } from 'node:timers/promises'
import { gridOf } from '../grid.ts'
import type { Api } from '../http.ts'
import type { BrokerKind } from '../stack/broker.ts'
import type { Gateway } from '../stack/gateway.ts'
import type { LogSink } from '../stack/log.ts'
import { type Stack, startStack } from '../stack/stack.ts'
import type { CountSeries } from './count-series.ts'
import { permit, slotCode } from './feed.ts'

/** A day's movements in a second look like flapping and like a flood; neither is meant here. */
const gatewaySettings = {
  flapping: null,
  limits: { messagesPerSecond: 1_000_000 },
  uplink: { backlogPerSecond: 1_000_000 },
}

/** Starts database, broker, cloud and a gateway per series. */
export function startReplayStack(options: {
  series: readonly CountSeries[]
  broker: BrokerKind
  folder: string
  log: LogSink
}): Promise<Stack> {
  return startStack({
    folder: options.folder,
    log: options.log,
    lots: options.series.map(({ lot }) => ({ id: lot, devices: [permit] })),
    broker: { kind: options.broker },
    cloud: [
      { name: 'api', roles: ['api', 'worker'] },
      { name: 'ingest', roles: ['ingest'] },
    ],
    database: { shared_buffers: '512MB', max_wal_size: '4GB' },
    gateway: { settings: gatewaySettings },
  })
}

/** Describes the car park as a lot with as many slots as it has places. */
export function describeLot(api: Api, series: CountSeries): Promise<void> {
  return api.putLot(series.lot, {
    name: series.carPark,
    city: 'Birmingham',
    kind: 'garage',
    latitude: 52.4797,
    longitude: -1.8946,
    timeZone: 'Europe/London',
    attribution: 'Birmingham City Council, OGL v3; UCI Parking Birmingham, CC BY 4.0',
    slots: gridOf(Array.from({ length: series.capacity }, (_, i) => slotCode(i))),
  })
}

/**
 * Resolves when the gateway's disk queue is empty: each event was acknowledged after its commit.
 * @throws when nothing leaves the queue for `patienceMs`.
 */
export async function drained(gateway: Gateway, patienceMs: number): Promise<void> {
  let before = Number.POSITIVE_INFINITY
  let lastProgress = performance.now()
  for (;;) {
    const queued = await queuedEvents([gateway])
    if (queued === 0) return
    if (queued < before) lastProgress = performance.now()
    before = queued
    if (performance.now() - lastProgress > patienceMs) {
      throw new Error(`${queued} events stay in the queue of gateway ${gateway.lot}`)
    }
    await delay(1_000)
  }
}

/** Events that the gateways keep on their disks, by their own figures. */
export async function queuedEvents(gateways: Iterable<Gateway>): Promise<number> {
  const figures = await Promise.all([...gateways].map(queuedEventsOf))
  return figures.reduce((sum, n) => sum + n, 0)
}

async function queuedEventsOf({ lot, httpPort }: Gateway): Promise<number> {
  const url = `http://127.0.0.1:${httpPort()}/metrics`
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
  const figure = /^gateway_queued_events (\d+)$/m.exec(await response.text())?.[1]
  if (figure === undefined) throw new Error(`Gateway ${lot} does not say how much it queues`)
  return Number(figure)
}
