import type { ClockInfo } from '#contracts/mqtt/batch.ts'

const day = 86_400_000
/** Event times are taken from 90 days back to 10 minutes ahead of the cloud's clock (protocol §6). */
export const acceptedTimes = { pastMs: 90 * day, futureMs: 600_000 } as const

export interface GuardedTime {
  /** What is stored as the event's time, ms since 1970. */
  time: number
  /** The source's time was impossible, so that `time` is when the cloud received the event. */
  suspect: boolean
}

/**
 * The time an event is stored at: the source's, corrected by the gateway's offset when the gateway has one, or the
 * time of receipt when that is impossible (PK-064). A dead clock else makes partitions for years nobody asked for.
 */
export function guardTime(sourceMs: number, clock: ClockInfo, receivedAt: number): GuardedTime {
  const time = clock.src === 'none' ? sourceMs : sourceMs + clock.offMs
  const possible =
    time >= receivedAt - acceptedTimes.pastMs && time <= receivedAt + acceptedTimes.futureMs
  return possible ? { time, suspect: false } : { time: receivedAt, suspect: true }
}

/**
 * When a sensor was last heard: corrected, never after receipt, never before 1970. A long silence stays a long
 * silence, so unlike an event's time it is not replaced when it is old.
 */
export function guardSeen(sourceMs: number, clock: ClockInfo, receivedAt: number): number {
  const time = clock.src === 'none' ? sourceMs : sourceMs + clock.offMs
  return Math.max(0, Math.min(time, receivedAt))
}
