import { z } from 'zod'
import { LotId, SlotId } from '../ids.ts'
import { qualities } from '../rules/trust.ts'
import { InstantText } from '../time.ts'

const trust = {
  quality: z.enum(qualities),
  confidence: z.number().min(0).max(1),
  lastObservedAt: InstantText.nullable(),
}

export const gatewayStates = ['online', 'offline', 'never'] as const

/** A lot's counts now. free + occupied + unknown + closed = capacity, always. */
export const LotOccupancy = z
  .object({
    lot: LotId,
    /** Grows by one with each change; orders live deltas against this answer. */
    rev: z.int().min(0),
    capacity: z.int().min(0),
    free: z.int().min(0),
    occupied: z.int().min(0),
    unknown: z.int().min(0),
    closed: z.int().min(0),
    ...trust,
    gateway: z.enum(gatewayStates),
    heartbeatMs: z.int(),
  })
  .meta({ id: 'LotOccupancy' })
export type LotOccupancy = z.infer<typeof LotOccupancy>

/** A slot's last reading as stored. What is shown follows from it by `slotState` of rules/trust. */
export const SlotReading = z
  .object({
    slot: SlotId,
    closed: z.boolean(),
    occupied: z.boolean().nullable(),
    since: InstantText.nullable(),
    lastSeenAt: InstantText.nullable(),
    flapping: z.boolean(),
    batteryPercent: z.number().nullable(),
    rssiDbm: z.number().nullable(),
  })
  .meta({ id: 'SlotReading' })
export type SlotReading = z.infer<typeof SlotReading>

/** A lot's counts with every slot's reading, taken in one snapshot. */
export const LotSnapshot = z
  .object({ ...LotOccupancy.shape, at: InstantText, slots: z.array(SlotReading) })
  .meta({ id: 'LotSnapshot' })
export type LotSnapshot = z.infer<typeof LotSnapshot>
