import { z } from 'zod'
import { DeviceId, LotId } from '../ids.ts'
import { InstantText } from '../time.ts'

export const resolutions = ['minute', 'hour', 'day'] as const
export type Resolution = (typeof resolutions)[number]

/** Longest span per resolution, in days: minute 2, hour 92, day 800. */
export const longestDays: Record<Resolution, number> = { minute: 2, hour: 92, day: 800 }

export const HistoryQuery = z.object({
  from: InstantText,
  to: InstantText,
  resolution: z.enum(resolutions).default('hour'),
})

/** One bucket of a lot's history. Means are weighted by time. */
export const HistoryPoint = z
  .object({
    start: InstantText,
    /** Occupied slots at the start of the bucket. */
    occupiedAtStart: z.number().min(0),
    /** Time-weighted mean of occupied slots; the bucket that is still running ends now. */
    occupiedMean: z.number().min(0),
    arrivals: z.int().min(0),
    departures: z.int().min(0),
  })
  .meta({ id: 'HistoryPoint' })
export type HistoryPoint = z.infer<typeof HistoryPoint>

/** Days are the lot's own, in its time zone; minutes and hours are UTC. */
export const History = z
  .object({
    lot: LotId,
    resolution: z.enum(resolutions),
    capacity: z.int().min(0),
    timeZone: z.string(),
    points: z.array(HistoryPoint),
  })
  .meta({ id: 'History' })
export type History = z.infer<typeof History>

/** Up to 500 instants, as repeated `at` parameters. */
export const InstantsQuery = z.object({
  at: z.preprocess((v) => (typeof v === 'string' ? [v] : v), z.array(InstantText).min(1).max(500)),
})

/** How many slots were occupied at given instants, in the order asked. */
export const OccupancyAt = z
  .object({
    lot: LotId,
    capacity: z.int().min(0),
    points: z.array(z.object({ at: InstantText, occupied: z.int().min(0) })),
  })
  .meta({ id: 'OccupancyAt' })
export type OccupancyAt = z.infer<typeof OccupancyAt>

/** Why a count was set aside. */
export const countFlags = ['below-zero', 'over-capacity'] as const

/** What a counter reported, flagged when no such number of cars can be there. */
export const CountReading = z
  .object({
    counter: DeviceId,
    time: InstantText,
    occupied: z.int(),
    flag: z.enum(countFlags).nullable(),
  })
  .meta({ id: 'CountReading' })
export type CountReading = z.infer<typeof CountReading>
