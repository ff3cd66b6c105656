import { z } from 'zod'
import { LotId, SlotId } from '../ids.ts'
import { TimeZone } from '../time.ts'

export const slotClasses = [
  'standard',
  'disabled',
  'ev',
  'family',
  'motorcycle',
  'delivery',
  'resident',
] as const

/** Where a slot stands on its floor plan, in metres from the plan's top left corner; `rotation` in degrees clockwise. */
export const SlotPlace = z.object({
  level: z.string().min(1).max(16),
  x: z.number().min(0).max(5000),
  y: z.number().min(0).max(5000),
  width: z.number().min(0.5).max(30),
  length: z.number().min(0.5).max(30),
  rotation: z.number().min(-360).max(360).default(0),
})
export type SlotPlace = z.infer<typeof SlotPlace>

/** A marked place for one car. */
export const Slot = z
  .object({
    id: SlotId,
    class: z.enum(slotClasses).default('standard'),
    closed: z.boolean().default(false),
    place: SlotPlace,
  })
  .meta({ id: 'Slot' })
export type Slot = z.infer<typeof Slot>

export const lotKinds = ['garage', 'surface', 'underground', 'street'] as const

/** A place with slots. */
export const Lot = z
  .object({
    id: LotId,
    name: z.string().trim().min(1).max(120),
    address: z.string().trim().max(240).default(''),
    city: z.string().trim().max(120).default(''),
    kind: z.enum(lotKinds).default('surface'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    timeZone: TimeZone,
    /** How often a slot sensor speaks when nothing changes, in milliseconds. */
    heartbeatMs: z.int().min(1000).max(86_400_000).default(600_000),
    capacity: z.int().min(0).max(20_000).meta({ description: 'Number of slots' }),
    attribution: z.string().max(240).default(''),
  })
  .meta({ id: 'Lot' })
export type Lot = z.infer<typeof Lot>

/** Describes or changes a lot with all its slots; slots left out are retired. */
export const LotDescription = z
  .strictObject({
    ...Lot.omit({ id: true, capacity: true }).shape,
    slots: z.array(z.strictObject(Slot.shape)).max(20_000),
  })
  .refine((lot) => new Set(lot.slots.map((s) => s.id)).size === lot.slots.length, {
    path: ['slots'],
    error: 'every slot id may appear once',
  })
  .meta({ id: 'LotDescription' })
export type LotDescription = z.infer<typeof LotDescription>
