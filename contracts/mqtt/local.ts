import { z } from 'zod'
import { EventId } from '../ids.ts'
import { EpochMs } from '../time.ts'
import { BarrierEvent, HealthEvent, PassageEvent } from './event.ts'

const device = { id: EventId.optional(), t: EpochMs.optional() }

/** `local/v1/slots/{slot}/occupancy`: what a slot sensor sends on change and as heartbeat. */
export const LocalOccupancy = z.object({
  ...device,
  occupied: z.boolean(),
  batteryPercent: HealthEvent.shape.d.shape.batteryPercent,
  rssiDbm: HealthEvent.shape.d.shape.rssiDbm,
})
export type LocalOccupancy = z.infer<typeof LocalOccupancy>

/** `local/v1/barriers/{barrier}/event`: a passage. */
export const LocalPassage = z.object({
  ...device,
  kind: PassageEvent.shape.k,
  method: PassageEvent.shape.d.shape.method,
  reason: PassageEvent.shape.d.shape.reason,
})
export type LocalPassage = z.infer<typeof LocalPassage>

/** `local/v1/barriers/{barrier}/state`. */
export const LocalBarrierState = z.object({
  ...device,
  state: BarrierEvent.shape.d.shape.state,
})
export type LocalBarrierState = z.infer<typeof LocalBarrierState>

/** `local/v1/counters/{counter}/count`: the lot's own count, plausible or not. */
export const LocalCount = z.object({ ...device, occupied: z.int() })
export type LocalCount = z.infer<typeof LocalCount>

/** `local/v1/devices/{device}/health`. */
export const LocalHealth = z.object({
  ...device,
  ...HealthEvent.shape.d.omit({ device: true }).shape,
})
export type LocalHealth = z.infer<typeof LocalHealth>
