import { z } from 'zod'
import { BarrierEvent } from '#contracts/mqtt/event.ts'
import { EpochMs } from '#contracts/time.ts'
import { spanOf } from './outbox/keys.ts'
import type { Storage } from './outbox/storage.ts'
import type { SlotState } from './slot-sensor.ts'

const StoredSlot = z.object({
  occupied: z.boolean(),
  s: z.int(),
  since: EpochMs,
  seen: EpochMs,
  batteryPercent: z.number().exactOptional(),
  rssiDbm: z.number().exactOptional(),
  changes: z.array(EpochMs),
  flapping: z
    .object({
      since: EpochMs,
      occupied: z.boolean(),
      changedAt: EpochMs,
      t: EpochMs,
      held: z.int(),
    })
    .exactOptional(),
})

const StoredBarrier = z.object({ state: BarrierEvent.shape.d.shape.state, seen: EpochMs })
export type BarrierState = z.infer<typeof StoredBarrier>

/** The lot as its gateway knows it: the last state of each slot and barrier, kept on the disk with the events. */
export interface LotView {
  slots: ReadonlyMap<string, SlotState>
  barriers: ReadonlyMap<string, BarrierState>
  /** Slots that flap at present. */
  flapping: ReadonlySet<string>
  setSlot: (slot: string, state: SlotState) => void
  setBarrier: (barrier: string, state: BarrierState) => void
}

/** Reads the last states from the disk. Unreadable ones are left out: the sensor's next reading replaces them. */
export async function loadLotView(storage: Storage): Promise<LotView> {
  const slots = new Map<string, SlotState>()
  const barriers = new Map<string, BarrierState>()
  const flapping = new Set<string>()
  for await (const [key, value] of storage.scan(spanOf('s!'))) {
    const state = StoredSlot.safeParse(json(value)).data
    if (state) slots.set(key.slice(2), state)
    if (state?.flapping) flapping.add(key.slice(2))
  }
  for await (const [key, value] of storage.scan(spanOf('b!'))) {
    const state = StoredBarrier.safeParse(json(value)).data
    if (state) barriers.set(key.slice(2), state)
  }
  return {
    slots,
    barriers,
    flapping,
    setSlot(slot, state) {
      slots.set(slot, state)
      if (state.flapping) flapping.add(slot)
      else flapping.delete(slot)
    },
    setBarrier: (barrier, state) => void barriers.set(barrier, state),
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
