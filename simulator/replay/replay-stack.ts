import { setTimeout as delay } from 'node:timers/promises'
import { GatewayHealth } from '#contracts/http/operations.ts'
import { gridOf } from '../grid.ts'
import type { Api } from '../http.ts'
import type { BrokerKind } from '../stack/broker.ts'
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
      { name: 'api', roles: ['api', 'worker', 'live'] },
      { name: 'ingest', roles: ['ingest'] },
    ],
    database: { shared_buffers: '512MB', max_wal_size: '4GB' },
    gateway: { snapshotMs: 5_000, settings: gatewaySettings },
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
 * Resolves when every gateway reports an empty queue and no sequence number is missing.
 * @throws when that takes longer than `patienceMs`.
 */
export async function drained(
  api: Api,
  series: readonly CountSeries[],
  patienceMs: number,
  tell: (line: string) => void,
): Promise<void> {
  const since = Date.now()
  for (;;) {
    const asked = series.map(({ lot }) => api.get(`/v1/lots/${lot}/gateway`, GatewayHealth))
    const waiting = (await Promise.all(asked)).filter((gateway) => {
      const reported = gateway.lastReportAt !== null && Date.parse(gateway.lastReportAt) > since
      return !reported || gateway.queued !== 0 || gateway.missing > 0
    })
    if (waiting.length === 0) return
    if (Date.now() - since > patienceMs) {
      throw new Error(`Not drained: ${waiting.map((gateway) => gateway.lot).join(', ')}`)
    }
    const queued = waiting.reduce((sum, gateway) => sum + (gateway.queued ?? 0), 0)
    tell(`waiting for ${waiting.length} gateways with ${queued} events in their queues`)
    await delay(1_000)
  }
}
