import { z } from 'zod'

const code = /^[A-Za-z0-9_-]{1,64}$/

/** A lot's public code; it is also its gateway's MQTT user name (PK-001). 1–64 of `[A-Za-z0-9_-]`. */
export const LotId = z.string().regex(code).brand('LotId')
export type LotId = z.infer<typeof LotId>

/** A slot's code, unique within its lot. 1–64 of `[A-Za-z0-9_-]`. */
export const SlotId = z.string().regex(code).brand('SlotId')
export type SlotId = z.infer<typeof SlotId>

/** A barrier's, reader's or counter's code, unique within its lot. */
export const DeviceId = z.string().regex(code).brand('DeviceId')
export type DeviceId = z.infer<typeof DeviceId>

/** Identifies one event as its device made it, so that a device may send again. 1–64 printable ASCII. */
export const EventId = z.string().regex(/^[!-~]{1,64}$/)

/** ULID: 26 characters of Crockford's base 32 (github.com/ulid/spec). */
export const Ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
