import type { Slot } from '#contracts/http/lots.ts'
import { localTopics } from '#contracts/mqtt/topics.ts'

/** The controllers of a lot: one per level for its slot sensors, one per barrier, one counter for the lot. */
export interface DevicePlan {
  /** Every device's user name and the MQTT filters it may publish to. */
  permits: { id: string; publish: string[] }[]
  /** The device that speaks for a slot. */
  ofSlot: (slot: Slot) => string
  ofBarrier: (barrier: string) => string
  counter: string
}

/** Who speaks for what at a lot. */
export function devicePlan(lot: {
  slots: readonly Slot[]
  barriers: readonly string[]
}): DevicePlan {
  const ofLevel = (level: string) => `level-${level}`
  const ofBarrier = (barrier: string) => `barrier-${barrier}`
  const counter = 'counter'
  const levels = [...new Set(lot.slots.map((slot) => slot.place.level))]
  return {
    permits: [
      ...levels.map((level) => ({
        id: ofLevel(level),
        publish: [localTopics.slotOccupancy('+'), localTopics.deviceHealth('+')],
      })),
      ...lot.barriers.map((barrier) => ({
        id: ofBarrier(barrier),
        publish: [localTopics.barrierEvent(barrier), localTopics.barrierState(barrier)],
      })),
      { id: counter, publish: [localTopics.counterCount(counter)] },
    ],
    ofSlot: (slot) => ofLevel(slot.place.level),
    ofBarrier,
    counter,
  }
}
