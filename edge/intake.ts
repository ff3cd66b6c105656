import type { Logger } from 'pino'
import type { Observation } from '#contracts/mqtt/event.ts'
import type { Driver, Said, SlotReading } from './drivers/driver.ts'
import type { LotView } from './lot-view.ts'
import { barrierKey, slotKey } from './outbox/keys.ts'
import type { Outbox } from './outbox/outbox.ts'
import { type FlappingRule, type Heard, hear, settle, type Telling } from './slot-sensor.ts'
import type { Throttled } from './throttled.ts'

/** The disk cannot take more; the device keeps its message and sends it again. */
export class DiskFull extends Error {
  override name = 'DiskFull'
}

export interface Message {
  device: string
  topic: string
  payload: Uint8Array
}

/** From a device's message to the disk. */
export interface Intake {
  /**
   * Resolves when the message may be acknowledged: what it says, or that it is useless, is on the disk (PK-012).
   * Rejects only when the disk cannot take it (DiskFull or the disk's own error).
   */
  take: (message: Message) => Promise<void>
  /** Keeps a message that is no event, for a person to look at. Rejects as `take` does. */
  refuse: (message: Message, reason: string) => Promise<void>
  /** Raises or clears an alarm of the gateway itself. */
  alarm: (code: string, detail: string, cleared?: boolean) => Promise<void>
  /** Ends the flapping of sensors that settled. */
  settleSlots: () => Promise<void>
  counts: { accepted: number; heartbeats: number; rejected: number; refused: number }
}

export interface IntakeParts {
  outbox: Outbox
  view: LotView
  drivers: readonly Driver[]
  flapping: FlappingRule | null
  admits: () => boolean
  /** Milliseconds since 1970, whole. */
  now: () => number
  log: Logger
  /** Says a recurring thing once in a while. */
  throttled: Throttled
}

const payloadKept = 4096
const absurdClockMs = 10 * 60_000

/** The intake of one gateway. */
export function createIntake(parts: IntakeParts): Intake {
  const { outbox, view, drivers, flapping, admits, now, log, throttled } = parts
  const counts = { accepted: 0, heartbeats: 0, rejected: 0, refused: 0 }

  const refuse = async ({ device, topic, payload }: Message, reason: string) => {
    counts.rejected++
    throttled(`${device} ${reason}`, () => log.warn({ device, topic, reason }, 'message rejected'))
    const kept = Buffer.from(payload).subarray(0, payloadKept).toString('utf8')
    outbox.deadLetter({ at: now(), device, topic, reason, payload: kept })
    await outbox.commit()
  }

  const tellSlot = (
    slot: string,
    heard: Heard,
    origin: { id?: string | undefined; src?: string },
  ) => {
    const { state } = heard
    for (const telling of heard.tell) {
      const seq = outbox.add(observationOf(slot, telling, origin))
      if (telling.kind === 'occupancy') state.s = seq
      counts.accepted++
    }
    view.setSlot(slot, state)
    if (heard.changed) outbox.put(slotKey(slot), state)
  }

  const takeReading = (device: string, reading: SlotReading) => {
    const at = now()
    const heard = hear(
      view.slots.get(reading.slot),
      { ...reading, t: reading.t ?? at, at },
      flapping,
    )
    if (!heard.changed) counts.heartbeats++
    if (heard.tell.some((t) => t.kind === 'flapping')) {
      log.warn({ device, slot: reading.slot }, 'sensor flapping')
    }
    tellSlot(reading.slot, heard, { id: reading.id, src: device })
  }

  const takeEvent = (event: Observation) => {
    outbox.add(event)
    counts.accepted++
    if (event.k !== 'barrier') return
    const state = { state: event.d.state, seen: now() }
    view.setBarrier(event.d.barrier, state)
    outbox.put(barrierKey(event.d.barrier), state)
  }

  const checkClock = (device: string, t: number | undefined) => {
    if (t === undefined || Math.abs(t - now()) <= absurdClockMs) return
    throttled(`${device} clock`, () =>
      log.warn({ device, aheadMs: t - now() }, 'device clock is wrong'),
    )
  }

  return {
    counts,
    refuse(message, reason) {
      if (!admits()) return refuseForDisk(message.device)
      return refuse(message, reason)
    },
    take(message) {
      if (!admits()) return refuseForDisk(message.device)
      const said = read(drivers, message, now())
      if (said.kind === 'rejected') return refuse(message, said.reason)
      if (said.kind === 'slot') {
        checkClock(message.device, said.reading.t)
        takeReading(message.device, said.reading)
      } else {
        checkClock(message.device, said.event.t)
        takeEvent(said.event)
      }
      return outbox.commit()
    },
    async alarm(code, detail, cleared = false) {
      outbox.add({ t: now(), k: 'alarm', d: { code, detail, cleared } })
      await outbox.commit()
    },
    async settleSlots() {
      if (!flapping || view.flapping.size === 0) return
      for (const slot of [...view.flapping]) {
        const state = view.slots.get(slot)
        const heard = state && settle(state, now(), flapping)
        if (heard?.changed) tellSlot(slot, heard, {})
      }
      await outbox.commit()
    },
  }

  function refuseForDisk(device: string): Promise<never> {
    counts.refused++
    throttled('disk full', () => log.error({ device }, 'disk full, message not taken'))
    return Promise.reject(new DiskFull('the disk cannot take more'))
  }
}

function read(drivers: readonly Driver[], message: Message, now: number): Said {
  const driver = drivers.find((d) => d.speaks(message.topic))
  return driver?.read({ ...message, now }) ?? { kind: 'rejected', reason: 'unknown-topic' }
}

function observationOf(
  slot: string,
  telling: Telling,
  { id, src }: { id?: string | undefined; src?: string },
): Observation {
  type Occupancy = Extract<Observation, { k: 'occ' }>
  switch (telling.kind) {
    case 'occupancy': {
      const d = { slot, occupied: telling.occupied, src } as Occupancy['d']
      return { id, t: telling.t, k: 'occ', d }
    }
    case 'flapping':
      return { t: telling.t, k: 'alarm', d: { code: 'flapping', device: slot, cleared: false } }
    case 'settled': {
      const detail = `${telling.held} changes held in ${telling.forMs} ms`
      return {
        t: telling.t,
        k: 'alarm',
        d: { code: 'flapping', device: slot, detail, cleared: true },
      }
    }
  }
}
