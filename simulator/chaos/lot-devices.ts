import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type Device, type DeviceMessage, openDevice } from '../devices/device.ts'
import { occupancyMessage, passageMessage } from '../devices/messages.ts'
import { type Random, wholeBetween } from '../random.ts'
import type { Gateway } from '../stack/gateway.ts'
import type { Promises } from './ledger.ts'

/** Who may publish what at each gateway of a chaos run. */
export const permits = [
  { id: 'sensors', publish: ['local/v1/slots/+/occupancy'] },
  { id: 'barrier', publish: ['local/v1/barriers/+/event'] },
]

/** The slots of each lot: few and busy, so that a full disk has interior readings to drop. */
export const slotIds = Array.from({ length: 24 }, (_, i) => `S${String(i + 1).padStart(2, '0')}`)

/** How fast a slot changes, in milliseconds between readings: usually, and while it fills the disk. */
const usualMs = [100, 400] as const
const hurriedMs = [0, 10] as const
const passageMs = [300, 700] as const
/** What a storm sends again. */
const remembered = 100

/** The devices of one lot, each saying something new as soon as the last was acknowledged. */
export interface LotDevices extends AsyncDisposable {
  readonly promises: Promises
  /** The last acknowledged state of each slot. */
  readonly states: ReadonlyMap<string, boolean>
  /** From now on readings come as fast as the gateway takes them. */
  readonly hurry: (hurried: boolean) => void
  /** Says the last hundred passages and each slot's last reading again, with the ids they had. */
  readonly repeat: () => void
  /** Says nothing new; resolves once everything said is acknowledged. */
  readonly finish: () => Promise<void>
}

/** Connects the devices and starts them. `random` draws their pace. */
export function startLotDevices(gateway: Gateway, random: Random): LotDevices {
  const readings = new Set<string>()
  const passages = new Set<string>()
  const states = new Map<string, boolean>()
  const lastReading = new Map<string, DeviceMessage>()
  const lastPassages: DeviceMessage[] = []
  const stopping = new AbortController()
  // Every slot waits on it.
  setMaxListeners(slotIds.length + 2, stopping.signal)
  let resent = 0
  let hurried = false

  const open = (id: string, acknowledged: Set<string>): Device => {
    const device = openDevice({
      id,
      password: gateway.devicePassword(id),
      port: gateway.mqttPort,
      random,
      acknowledged: ({ eventId }) => {
        if (eventId !== undefined) acknowledged.add(eventId)
      },
      lost: () => {
        if (acknowledged === readings) resent += device.pending()
      },
    })
    return device
  }
  const sensors = open('sensors', readings)
  const barrier = open('barrier', passages)

  const until = async (
    say: (n: number) => Promise<void>,
    pace: () => readonly [number, number],
  ) => {
    for (let n = 1; !stopping.signal.aborted; n++) {
      await say(n)
      const pauseMs = wholeBetween(random, ...pace())
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }

  const liveSlot = (slot: string) => {
    const say = async (n: number) => {
      const occupied = n % 2 === 1
      const message = occupancyMessage(slot, { id: `${slot}-${n}`, occupied })
      lastReading.set(slot, message)
      await sensors.send(message)
      states.set(slot, occupied)
    }
    return until(say, () => (hurried ? hurriedMs : usualMs))
  }

  const liveBarrier = () => {
    const say = async (n: number) => {
      const kind = n % 2 === 1 ? 'entry' : 'exit'
      const message = passageMessage('B1', { id: `B1-${n}`, kind, method: 'loop' })
      await barrier.send(message)
      lastPassages.push(message)
      lastPassages.splice(0, lastPassages.length - remembered)
    }
    return until(say, () => passageMs)
  }

  const lives = Promise.all([liveBarrier(), ...slotIds.map(liveSlot)])
  // Who waits for them hears of it; closing the devices early is no failure of its own.
  lives.catch(() => {})
  return {
    promises: {
      readings,
      passages,
      get resent() {
        return resent
      },
    },
    states,
    hurry: (now) => {
      hurried = now
    },
    repeat: () => {
      for (const message of lastPassages) barrier.offer(message)
      for (const message of lastReading.values()) resent += sensors.offer(message) ? 1 : 0
    },
    finish: async () => {
      stopping.abort()
      await lives
      await Promise.all([sensors.idle(), barrier.idle()])
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort()
      await Promise.all([sensors[Symbol.asyncDispose](), barrier[Symbol.asyncDispose]()])
      await lives.catch(() => {})
    },
  }
}
