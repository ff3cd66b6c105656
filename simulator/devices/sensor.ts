import type { Random } from '../random.ts'
import type { DeviceMessage } from './device.ts'
import type { Fault } from './faults.ts'
import { occupancyMessage } from './messages.ts'

/** A slot sensor with its quirks. */
export interface Sensor {
  readonly slot: string
  readonly fault: Fault | undefined
  /** What it says when it sees this; `t` in ms since 1970. */
  readonly change: (occupied: boolean, t: number) => DeviceMessage[]
  /** What it says when nothing changed: the last reading again, with battery and radio. */
  readonly heartbeat: () => DeviceMessage[]
  /** A change of mind of a flapping sensor; the last one of a burst is true again. */
  readonly flap: (last: boolean, t: number) => DeviceMessage[]
  /** The reading it last told, or undefined. */
  readonly told: () => boolean | undefined
}

const tenYearsMs = 10 * 365.25 * 24 * 60 * 60_000
const brokenShare = 0.3

/**
 * `random` gives battery, radio and which messages break. Event ids hold the slot, the time, a count and `run`, which
 * tells apart what two runs of the simulator say of the same moment.
 */
export function makeSensor(
  slot: string,
  fault: Fault | undefined,
  random: Random,
  run = '0',
): Sensor {
  const batteryPercent = Math.round(20 + random() * 80)
  const rssiDbm = Math.round(-110 + random() * 50)
  let truth: boolean | undefined
  let told: boolean | undefined
  let count = 0

  function say(occupied: boolean, t: number): DeviceMessage[] {
    const id = `${slot}.${run}.${Math.round(t).toString(36)}.${(count++).toString(36)}`
    const stamped = fault === 'wrong-clock' ? t - tenYearsMs : t
    const message = occupancyMessage(slot, { id, t: Math.round(stamped), occupied })
    if (fault === 'broken-json' && random() < brokenShare) return [brokenOff(message)]
    told = occupied
    return fault === 'duplicate' ? [message, message] : [message]
  }

  return {
    slot,
    fault,
    told: () => told,
    change: (occupied, t) => {
      truth = occupied
      if (fault === 'silent' || (fault === 'stuck' && told !== undefined)) return []
      return say(occupied, t)
    },
    heartbeat: () => {
      const occupied = fault === 'stuck' ? told : truth
      if (fault === 'silent' || occupied === undefined) return []
      const message = occupancyMessage(slot, { occupied, batteryPercent, rssiDbm })
      if (fault === 'broken-json' && random() < brokenShare) return [brokenOff(message)]
      told = occupied
      return [message]
    },
    flap: (last, t) => {
      if (truth === undefined || told === undefined) return []
      return say(last ? truth : !told, t)
    },
  }
}

function brokenOff(message: DeviceMessage): DeviceMessage {
  return { topic: message.topic, payload: message.payload.slice(0, -6) }
}
