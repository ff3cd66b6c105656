import { z } from 'zod'
import { Ulid } from '../ids.ts'
import { EpochMs } from '../time.ts'

/** A gateway's birth and will. An offline whose `conn` is not the current online one is ignored (PK-070). */
export const GatewayStatus = z.object({
  v: z.literal(1),
  state: z.enum(['online', 'offline']),
  conn: Ulid,
  at: EpochMs,
  boot: z.int().min(1).optional(),
  epoch: Ulid.optional(),
  version: z.string().max(64).optional(),
})
export type GatewayStatus = z.infer<typeof GatewayStatus>

/** Whether ingest takes events; gateways hold batches while it drains. */
export const CloudStatus = z.object({
  v: z.literal(1),
  state: z.enum(['online', 'draining', 'offline']),
  at: EpochMs,
})
export type CloudStatus = z.infer<typeof CloudStatus>
