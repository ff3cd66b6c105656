import { z } from 'zod'
import { DeviceId, EventId, SlotId } from '../ids.ts'
import { EpochMs } from '../time.ts'

/** Sequence number of an event within its gateway's epoch: 1, 2, 3 … */
export const Seq = z.int().min(1)

const base = { s: Seq, id: EventId.optional(), t: EpochMs }
const passage = z.object({
  barrier: DeviceId,
  method: z.enum(['plate', 'pass', 'code', 'ticket', 'loop', 'operator', 'none']),
  offline: z.boolean().default(false),
  reason: z.string().max(64).optional(),
})

/** A slot became occupied or free. */
export const OccupancyEvent = z.object({
  ...base,
  k: z.literal('occ'),
  d: z.object({ slot: SlotId, occupied: z.boolean(), src: DeviceId.optional() }),
})
export type OccupancyEvent = z.infer<typeof OccupancyEvent>

/** A car went in, went out, or was refused at a barrier. */
export const PassageEvent = z.object({ ...base, k: z.enum(['entry', 'exit', 'deny']), d: passage })
export type PassageEvent = z.infer<typeof PassageEvent>

export const barrierStates = [
  'closed',
  'opening',
  'open',
  'closing',
  'held-open',
  'fault',
  'manual',
] as const

/** A barrier's arm moved or failed. */
export const BarrierEvent = z.object({
  ...base,
  k: z.literal('barrier'),
  d: z.object({ barrier: DeviceId, state: z.enum(barrierStates) }),
})
export type BarrierEvent = z.infer<typeof BarrierEvent>

/** What a counting device holds for the whole lot. It may be implausible: the cloud flags it. */
export const CountEvent = z.object({
  ...base,
  k: z.literal('count'),
  d: z.object({ counter: DeviceId, occupied: z.int() }),
})
export type CountEvent = z.infer<typeof CountEvent>

/** Something a person should know: a flapping sensor, a stalled uplink, a full disk. */
export const AlarmEvent = z.object({
  ...base,
  k: z.literal('alarm'),
  d: z.object({
    code: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/),
    device: z.string().max(64).optional(),
    detail: z.string().max(512).optional(),
    cleared: z.boolean().default(false),
  }),
})
export type AlarmEvent = z.infer<typeof AlarmEvent>

/** A device's battery and radio. */
export const HealthEvent = z.object({
  ...base,
  k: z.literal('health'),
  d: z.object({
    device: z.string().min(1).max(64),
    batteryPercent: z.number().min(0).max(100).optional(),
    rssiDbm: z.number().min(-200).max(50).optional(),
    temperatureC: z.number().min(-100).max(150).optional(),
    firmware: z.string().max(64).optional(),
  }),
})
export type HealthEvent = z.infer<typeof HealthEvent>

/** Every kind this version knows. Unknown keys are ignored, so that newer gateways may add some (PK-031). */
export const LotEvent = z.discriminatedUnion('k', [
  OccupancyEvent,
  PassageEvent,
  BarrierEvent,
  CountEvent,
  AlarmEvent,
  HealthEvent,
])
export type LotEvent = z.infer<typeof LotEvent>

/** An event before its gateway gives it a sequence number. */
export type Observation = LotEvent extends infer E
  ? E extends LotEvent
    ? Omit<E, 's'>
    : never
  : never

/** Shedding classes (protocol §5): A is kept to the hard limit, B thinned at the soft limit, C dropped first. */
export function sheddingClass(kind: string): 'A' | 'B' | 'C' {
  if (kind === 'occ' || kind === 'count') return 'B'
  return kind === 'health' ? 'C' : 'A'
}
