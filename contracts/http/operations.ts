import { z } from 'zod'
import { LotId } from '../ids.ts'
import { InstantText } from '../time.ts'
import { gatewayStates } from './occupancy.ts'

export const journalKinds = ['occ', 'entry', 'exit', 'deny', 'barrier', 'alarm', 'gap'] as const

/** One line of a lot's event log. */
export const JournalEntry = z
  .object({
    kind: z.enum(journalKinds),
    time: InstantText,
    /** The slot, barrier or device it is about. */
    subject: z.string().nullable(),
    /** `occupied`, `free`, a barrier's state, an alarm's code … */
    what: z.string(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'JournalEntry' })
export type JournalEntry = z.infer<typeof JournalEntry>

/** How a lot's gateway does. */
export const GatewayHealth = z
  .object({
    lot: LotId,
    state: z.enum(gatewayStates),
    since: InstantText.nullable(),
    version: z.string().nullable(),
    boot: z.int().nullable(),
    epoch: z.string().nullable(),
    lastReportAt: InstantText.nullable(),
    queued: z.int().nullable(),
    oldestQueuedAt: InstantText.nullable(),
    diskBytes: z.int().nullable(),
    diskLimitBytes: z.int().nullable(),
    deadLetters: z.int().nullable(),
    clockOffsetMs: z.int().nullable(),
    clockErrorMs: z.int().nullable(),
    /** Sequence numbers the gateway owes: holes below the highest received. */
    missing: z.int().min(0),
  })
  .meta({ id: 'GatewayHealth' })
export type GatewayHealth = z.infer<typeof GatewayHealth>

/** A message the cloud could not use, kept for a person to look at. */
export const DeadLetter = z
  .object({
    id: z.int(),
    lot: z.string().nullable(),
    topic: z.string(),
    reason: z.string(),
    detail: z.string(),
    payload: z.string().meta({ description: 'The first 2,000 characters' }),
    count: z.int().min(1),
    firstAt: InstantText,
    lastAt: InstantText,
  })
  .meta({ id: 'DeadLetter' })
export type DeadLetter = z.infer<typeof DeadLetter>
