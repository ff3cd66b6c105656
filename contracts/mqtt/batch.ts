import { z } from 'zod'
import { LotId, Ulid } from '../ids.ts'
import { EpochMs } from '../time.ts'
import { Seq } from './event.ts'
import { streams } from './topics.ts'

/** At most this many events in one batch, and at most this many encoded bytes (PK-030). */
export const batchLimits = { events: 100, bytes: 64 * 1024 } as const

/** How far the gateway trusts its clock. `offMs` is added to a source time to correct it. */
export const ClockInfo = z.object({
  src: z.enum(['ntp', 'rtc', 'none']),
  offMs: z.int(),
  errMs: z.int().min(0),
})
export type ClockInfo = z.infer<typeof ClockInfo>

/** Sequences the gateway dropped on purpose; delivered and committed like events, so loss is never silent (PK-051). */
export const Gap = z.object({
  from: Seq,
  to: Seq,
  class: z.enum(['A', 'B', 'C']),
  reason: z.string().max(64),
  count: z.int().min(1),
})
export type Gap = z.infer<typeof Gap>

/** The part of an event every version has; the rest is parsed by kind. */
export const EventEnvelope = z.looseObject({ s: Seq, k: z.string().min(1).max(32) })

/** A batch of events (protocol §3). The envelope is strict, the bodies of events tolerant. */
export const Batch = z.strictObject({
  v: z.literal(1),
  lot: LotId,
  epoch: Ulid,
  boot: z.int().min(1),
  stream: z.enum(streams),
  from: Seq,
  to: Seq,
  sentAt: EpochMs,
  clock: ClockInfo,
  ev: z.array(EventEnvelope).max(batchLimits.events),
  gaps: z.array(Gap).max(batchLimits.events).default([]),
})
export type Batch = z.infer<typeof Batch>
