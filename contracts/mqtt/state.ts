import { z } from 'zod'
import { DeviceId, LotId, SlotId, Ulid } from '../ids.ts'
import { EpochMs } from '../time.ts'
import { ClockInfo } from './batch.ts'
import { barrierStates } from './event.ts'

/** A lot's whole state as its gateway knows it: on each connect, then every five minutes (protocol §2). */
export const LotState = z.object({
  v: z.literal(1),
  lot: LotId,
  epoch: Ulid,
  at: EpochMs,
  clock: ClockInfo,
  /** Part `i` of `n`, so that a lot of any size stays under the packet limit. */
  part: z.object({ i: z.int().min(1), n: z.int().min(1) }),
  heartbeatMs: z.int().min(1000),
  slots: z
    .array(
      z.object({
        slot: SlotId,
        occupied: z.boolean(),
        /** Sequence of the event that made it so; orders the snapshot against events. */
        s: z.int().min(0),
        since: EpochMs,
        seen: EpochMs,
        flapping: z.boolean().optional(),
        batteryPercent: z.number().min(0).max(100).optional(),
        rssiDbm: z.number().min(-200).max(50).optional(),
      }),
    )
    .max(500),
  barriers: z
    .array(z.object({ barrier: DeviceId, state: z.enum(barrierStates), seen: EpochMs }))
    .max(64)
    .default([]),
  /** The gateway's own health. */
  gateway: z.object({
    queued: z.int().min(0),
    oldestAt: EpochMs.nullable(),
    diskBytes: z.int().min(0),
    diskLimitBytes: z.int().min(0),
    deadLetters: z.int().min(0),
    uptimeMs: z.int().min(0),
  }),
})
export type LotState = z.infer<typeof LotState>
