import { Temporal } from 'temporal-polyfill'
import type { Resolution } from '#contracts/http/history.ts'

const lengthMs = { minute: 60_000, hour: 3_600_000 }

/** What is asked of a lot's history. Times in ms since 1970; days begin in `timeZone` (IANA). */
export interface HistoryRange {
  from: number
  to: number
  resolution: Resolution
  timeZone: string
}

/**
 * The bounds of the buckets that overlap [from, to) and have begun: bucket i is [bounds[i], bounds[i + 1]), the last one
 * ends at `now` when it is still running. Minutes and hours are those of UTC, days the lot's own (23 to 25 hours).
 * Empty when nothing of the range has begun.
 */
export function bucketBounds(range: HistoryRange, now: number): number[] {
  const bounds: number[] = []
  let at = firstBound(range)
  const until = Math.min(range.to, now)
  while (at < until) {
    bounds.push(at)
    at = nextBound(at, range)
  }
  return bounds.length === 0 ? [] : [...bounds, Math.min(at, now)]
}

function firstBound({ from, resolution, timeZone }: HistoryRange): number {
  if (resolution === 'day') return zoned(from, timeZone).startOfDay().epochMilliseconds
  return Math.floor(from / lengthMs[resolution]) * lengthMs[resolution]
}

function nextBound(at: number, { resolution, timeZone }: HistoryRange): number {
  if (resolution !== 'day') return at + lengthMs[resolution]
  return zoned(at, timeZone).add({ days: 1 }).startOfDay().epochMilliseconds
}

function zoned(ms: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
}

/** Where a sum over time is read: hours from `hoursFrom` to `hoursTo` from the hourly sums, all else from events. */
export interface Sources {
  hoursFrom: number
  hoursTo: number
}

/**
 * Reads whole hours that are over from the hourly sums, where the bounds allow it. Minutes, and days of zones that are
 * not whole hours from UTC, need the events themselves up to the last bound.
 */
export function sourcesFor(bounds: readonly number[], now: number): Sources {
  const hour = lengthMs.hour
  const first = bounds[0] ?? now
  const last = bounds.at(-1) ?? now
  const isWhole =
    bounds.slice(0, -1).every((ms) => ms % hour === 0) && (last % hour === 0 || last === now)
  const hoursFrom = isWhole ? first : Math.ceil(last / hour) * hour
  return { hoursFrom, hoursTo: Math.max(hoursFrom, Math.floor(now / hour) * hour) }
}
