import type { LocalBarrierState, LocalOccupancy, LocalPassage } from '#contracts/mqtt/local.ts'
import { localTopics } from '#contracts/mqtt/topics.ts'
import type { DeviceMessage } from './device.ts'

/** What a slot sensor says: on change and as heartbeat (protocol §2). */
export function occupancyMessage(slot: string, body: LocalOccupancy): DeviceMessage {
  return message(localTopics.slotOccupancy(slot), body)
}

/** A car passed a barrier or was refused. */
export function passageMessage(barrier: string, body: LocalPassage): DeviceMessage {
  return message(localTopics.barrierEvent(barrier), body)
}

/** A barrier's arm moved. */
export function barrierMessage(barrier: string, body: LocalBarrierState): DeviceMessage {
  return message(localTopics.barrierState(barrier), body)
}

/** What a counter at the lot holds. */
export function countMessage(
  counter: string,
  body: { occupied: number; t?: number; id?: string },
): DeviceMessage {
  return message(localTopics.counterCount(counter), body)
}

function message(topic: string, body: { id?: string | undefined }): DeviceMessage {
  const payload = JSON.stringify(body)
  return body.id === undefined ? { topic, payload } : { topic, payload, eventId: body.id }
}
