import { Temporal } from 'temporal-polyfill'

/**
 * Milliseconds since 1970 of `YYYY-MM-DD hh:mm:ss` on a clock in Birmingham. Summer time counts; of the two instants
 * that one hour in October has, the earlier is meant.
 */
export function londonTime(stamp: string): number {
  return Temporal.PlainDateTime.from(stamp).toZonedDateTime('Europe/London', {
    disambiguation: 'compatible',
  }).epochMilliseconds
}
