import { z } from 'zod'
import { Ulid } from '../ids.ts'
import { Seq } from './event.ts'

/** Inclusive range of sequence numbers. */
export const SeqRange = z.tuple([Seq, Seq])

/** What the database holds of one epoch, or envelopes that could not be read. Its loss is harmless (PK-060). */
export const Ack = z.object({
  v: z.literal(1),
  epoch: Ulid.optional(),
  /** Committed ranges, ascending; the gateway may delete these events. */
  ranges: z.array(SeqRange).max(128).default([]),
  /** Events inside `ranges` that were dead-lettered and why. */
  rejected: z
    .array(z.object({ s: Seq, code: z.string().max(64) }))
    .max(500)
    .default([]),
  /** Payloads (SHA-256, hex) whose envelope did not parse. After three the gateway splits them (PK-063). */
  nack: z
    .array(z.object({ sha256: z.string().length(64), code: z.string().max(64) }))
    .max(100)
    .default([]),
})
export type Ack = z.infer<typeof Ack>
