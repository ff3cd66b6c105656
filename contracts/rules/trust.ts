/** How a count was obtained (architecture §8). */
export const qualities = ['measured', 'derived', 'predicted', 'stale', 'unknown'] as const
export type Quality = (typeof qualities)[number]

/** A slot not heard of for this many heartbeats is unknown, never free (architecture §8). */
export const missedHeartbeats = 3

export type SlotState = 'free' | 'occupied' | 'unknown' | 'closed'

/** What is known of a slot: the switch, the last reading and when it was last heard. Times in ms since 1970. */
export interface SlotFacts {
  closed: boolean
  occupied: boolean | null
  lastSeenAt: number | null
}

/** The state a person is shown. `heartbeatMs` is how often the sensor promised to speak. */
export function slotState(facts: SlotFacts, now: number, heartbeatMs: number): SlotState {
  if (facts.closed) return 'closed'
  if (facts.occupied === null || facts.lastSeenAt === null) return 'unknown'
  if (now - facts.lastSeenAt > missedHeartbeats * heartbeatMs) return 'unknown'
  return facts.occupied ? 'occupied' : 'free'
}

export interface Trust {
  quality: Quality
  /** 0–1: the share of the lot's open slots whose state is known. */
  confidence: number
  /** Milliseconds since 1970, or null when nothing was ever heard. */
  lastObservedAt: number | null
}

/**
 * The trust of a lot's count. `known` of `open` slots have a fresh state. A lot whose gateway is away keeps its last
 * count as `stale`; a lot of which nothing fresh is known is `unknown`.
 */
export function countTrust(facts: {
  open: number
  known: number
  gatewayOnline: boolean
  lastObservedAt: number | null
}): Trust {
  const confidence = facts.open === 0 ? 0 : Math.round((facts.known / facts.open) * 1000) / 1000
  const quality: Quality =
    facts.lastObservedAt === null || facts.known === 0
      ? 'unknown'
      : facts.gatewayOnline
        ? 'measured'
        : 'stale'
  return { quality, confidence, lastObservedAt: facts.lastObservedAt }
}
