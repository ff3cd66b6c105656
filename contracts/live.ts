import { z } from 'zod'
import { gatewayStates, LotOccupancy, type LotSnapshot } from './http/occupancy.ts'
import type { ProblemName } from './http/problem.ts'
import { LotId, SlotId } from './ids.ts'
import { barrierStates } from './mqtt/event.ts'
import { EpochMs } from './time.ts'

/** A slot whose reading changed. Times in ms since 1970. */
export const SlotChange = z.object({
  slot: SlotId,
  occupied: z.boolean(),
  since: EpochMs,
  seen: EpochMs,
})
export type SlotChange = z.infer<typeof SlotChange>

/** A line for the lot page's "last events". */
export const Happening = z.object({
  kind: z.enum(['entry', 'exit', 'deny', 'barrier', 'alarm', 'gap']),
  t: EpochMs,
  subject: z.string().nullable(),
  what: z.string(),
})
export type Happening = z.infer<typeof Happening>

/**
 * What committed transactions changed at one lot: `parkade/v1/live/lots/{lot}` and the `lot` socket event.
 * It takes a view from revision `from - 1` to `rev`; a view at another revision has a gap and asks for the snapshot (PK-080).
 */
export const LotDelta = z.object({
  v: z.literal(1),
  lot: LotId,
  from: z.int().min(1),
  rev: z.int().min(1),
  at: EpochMs,
  /** Slots whose last reading is occupied, after the change. */
  occupied: z.int().min(0),
  slots: z.array(SlotChange),
  /** Every sensor the gateway heard up to now was heard at this time (from its snapshot). */
  seen: z.array(z.tuple([SlotId, EpochMs])).optional(),
  gateway: z.enum(gatewayStates).optional(),
  barriers: z.array(z.object({ id: z.string(), state: z.enum(barrierStates) })).optional(),
  happenings: z.array(Happening).max(50).default([]),
})
export type LotDelta = z.infer<typeof LotDelta>

/** Where and how pages connect. Only WebSocket: a page that polls could not be told apart from one that hangs. */
export const liveSocket = { path: '/live', transports: ['websocket'] } as const

/** Counts of the lots that changed in the last quarter second. */
export const CityUpdate = z.object({ at: EpochMs, lots: z.array(LotOccupancy) })
export type CityUpdate = z.infer<typeof CityUpdate>

/** Rooms whose deltas were not all sent to this page; what it shows of them may be old until it joined again (PK-083). */
export interface Resync {
  lots: string[]
  city: boolean
}

/** Whether the server hears the lots. While it is `lost`, nothing a page shows is live (PK-084). */
export type Source = 'live' | 'lost'

export type Reply<T> = (
  answer: { ok: true; value: T } | { ok: false; problem: ProblemName },
) => void

/** Socket.IO, server → page. */
export interface ServerEvents {
  lot: (delta: LotDelta) => void
  city: (update: CityUpdate) => void
  resync: (rooms: Resync) => void
  source: (source: Source) => void
}

/**
 * Socket.IO, page → server. Joining answers with the snapshot that the following deltas continue; it may be repeated.
 * A refusal names a problem of contracts/http/problem.ts.
 */
export interface PageEvents {
  'join-lot': (lot: string, reply: Reply<LotSnapshot>) => void
  'leave-lot': (lot: string) => void
  'join-city': (reply: Reply<z.infer<typeof LotOccupancy>[]>) => void
  'leave-city': () => void
}
