import { z } from 'zod'
import { type DeviceId, EventId, SlotId } from '#contracts/ids.ts'
import { LotEvent, type Observation } from '#contracts/mqtt/event.ts'
import { EpochMs } from '#contracts/time.ts'
import type { Driver, Said } from './driver.ts'

const SimulatedSaid = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('slot'),
    reading: z.object({
      slot: SlotId,
      occupied: z.boolean(),
      id: EventId.optional(),
      t: EpochMs.optional(),
    }),
  }),
  z.object({ kind: z.literal('event'), event: z.looseObject({ k: z.string() }) }),
])

/** Devices that live in the gateway's own process, for demonstrations and tests: they say what they mean. */
export const simulatedDriver: Driver = {
  name: 'simulated',
  speaks: (topic) => topic.startsWith('simulated/'),
  read({ payload }) {
    try {
      const said = SimulatedSaid.parse(JSON.parse(Buffer.from(payload).toString()))
      if (said.kind === 'slot') return said
      const { s: _, ...event } = LotEvent.parse({ ...said.event, s: 1 })
      return { kind: 'event', event: event as Observation }
    } catch {
      return { kind: 'rejected', reason: 'not-simulated' }
    }
  },
}

/** The message by which a simulated device says something; hand it to the gateway's `take`. */
export function simulatedMessage(
  device: z.infer<typeof DeviceId>,
  said: Exclude<Said, { kind: 'rejected' }>,
): { device: string; topic: string; payload: Uint8Array } {
  return { device, topic: `simulated/${device}`, payload: Buffer.from(JSON.stringify(said)) }
}
