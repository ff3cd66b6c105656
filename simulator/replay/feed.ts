import { setTimeout as delay } from 'node:timers/promises'
import { type DeviceMessage, openDevice } from '../devices/device.ts'
import { countMessage, occupancyMessage, passageMessage } from '../devices/messages.ts'
import type { Random } from '../random.ts'
import type { Gateway } from '../stack/gateway.ts'
import type { CountSeries } from './count-series.ts'
import { movements, type Signal } from './movements.ts'

/** The one device that speaks for all of a lot's sensors, barriers and its counter. */
export const permit = {
  id: 'lot',
  publish: ['local/v1/slots/+/occupancy', 'local/v1/barriers/+/event', 'local/v1/counters/+/count'],
}

/** Unacknowledged messages of a lot at most: enough for the gateway to commit in groups. */
const window = 256

/** The code of the nth slot, from 0: `S0001` … */
export function slotCode(n: number): string {
  return `S${String(n + 1).padStart(4, '0')}`
}

/** How a lot is told. */
export interface FeedOptions {
  gateway: Gateway
  series: CountSeries
  random: Random
  /** Added to the file's times, in milliseconds. */
  shiftMs: number
  /** Resolves when the reading at this time of the file may be told. */
  until: (at: number) => Promise<void>
  /** Called for each event that the gateway acknowledged. */
  acknowledged: () => void
}

/** Tells the gateway the lot's whole story and resolves when it has acknowledged all of it. */
export async function feed(options: FeedOptions): Promise<void> {
  const { gateway, series, random, shiftMs } = options
  await using device = openDevice({
    id: permit.id,
    password: gateway.devicePassword(permit.id),
    port: gateway.mqttPort,
    random,
    window,
    queueLimit: window,
    acknowledged: options.acknowledged,
  })
  let n = 0
  for (const signals of movements(series, random)) {
    await options.until(signals[0]?.at ?? 0)
    for (const signal of signals) {
      n += 1
      const message = messageOf(signal, shiftMs, n.toString(36))
      if (!device.offer(message)) await device.send(message)
    }
  }
  await device.idle()
}

/**
 * What the device sends. A passage has an id, which makes sending it again harmless; readings of slots and counters
 * are harmless by themselves.
 */
function messageOf(signal: Signal, shiftMs: number, id: string): DeviceMessage {
  const t = signal.at + shiftMs
  switch (signal.kind) {
    case 'slot':
      return occupancyMessage(slotCode(signal.slot), { t, occupied: signal.occupied })
    case 'count':
      return countMessage('counter', { t, occupied: signal.count })
    case 'entry':
    case 'exit':
      return passageMessage(signal.kind, { id, t, kind: signal.kind, method: 'loop' })
  }
}

/** Time of the file runs `speed` times as fast as ours, from the first call on; `max` waits for nothing. */
export function pace(speed: number | 'max', first: number): (at: number) => Promise<void> {
  const begin = performance.now()
  return async (at) => {
    if (speed === 'max') return
    const waitMs = begin + (at - first) / speed - performance.now()
    if (waitMs > 0) await delay(waitMs)
  }
}
