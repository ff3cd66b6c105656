import { z } from 'zod'

/** Milliseconds since 1970-01-01T00:00:00Z, as devices and gateways send them. Any safe integer: clocks can be absurd. */
export const EpochMs = z.int()

/** An instant on HTTP: RFC 3339 in UTC with a `Z`, at most microseconds. */
export const InstantText = z.iso
  .datetime({ offset: false })
  .meta({ examples: ['2026-03-14T08:30:00Z'] })

/** An IANA time zone name such as `Europe/Berlin`. */
export const TimeZone = z.string().regex(/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){0,2}$/)
