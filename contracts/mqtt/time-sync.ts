import { z } from 'zod'
import { EpochMs } from '../time.ts'

/** Asks the cloud for its time; `t0` is the gateway's wall clock when it sent (protocol §8). */
export const TimeRequest = z.object({ v: z.literal(1), kind: z.literal('time.sync'), t0: EpochMs })
export type TimeRequest = z.infer<typeof TimeRequest>

/** Four-timestamp exchange: `t1` is when the cloud received, `t2` when it answered. */
export const TimeReply = z.object({ v: z.literal(1), t0: EpochMs, t1: EpochMs, t2: EpochMs })
export type TimeReply = z.infer<typeof TimeReply>
