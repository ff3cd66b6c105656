import type { SlotView } from '#contracts/rules/live-view.ts'
import { type SlotState, slotState } from '#contracts/rules/trust.ts'

/** A slot's state at `now`, by the rule the server uses too; without a reading it is unknown. */
export function stateOf(slot: SlotView | undefined, now: number, heartbeatMs: number): SlotState {
  return slot ? slotState(slot, now, heartbeatMs) : 'unknown'
}

/** Below this charge a sensor's battery should be changed soon, in per cent. */
const lowBatteryPercent = 20

/** The slots whose sensors somebody should look at. */
export interface SensorHealth {
  silent: string[]
  flapping: string[]
  /** The weakest first. */
  lowBattery: string[]
}

/** Sorts out the sensors that are silent (not closed, not heard of for three heartbeats), flapping or low on battery. */
export function sensorHealth(
  slots: ReadonlyMap<string, SlotView>,
  now: number,
  heartbeatMs: number,
): SensorHealth {
  const all = [...slots]
  const names = (list: [string, SlotView][]) => list.map(([slot]) => slot)
  return {
    silent: names(all.filter(([, slot]) => stateOf(slot, now, heartbeatMs) === 'unknown')),
    flapping: names(all.filter(([, slot]) => slot.flapping)),
    lowBattery: names(
      all
        .filter(([, { batteryPercent: b }]) => b !== null && b < lowBatteryPercent)
        .sort(([, a], [, b]) => (a.batteryPercent ?? 0) - (b.batteryPercent ?? 0)),
    ),
  }
}
