import type { LotOccupancy } from '../http/occupancy.ts'
import type { LotId } from '../ids.ts'
import { countTrust, type SlotFacts, slotState } from './trust.ts'

/** A lot apart from its slots. */
export interface LotFacts {
  lot: LotId
  rev: number
  gateway: LotOccupancy['gateway']
  heartbeatMs: number
}

/** How many slots are in each state, and when the open ones were last heard (ms since 1970). */
export interface SlotCounts {
  free: number
  occupied: number
  unknown: number
  closed: number
  lastObservedAt: number | null
}

/** Counts the states that a person is shown. Every slot is in exactly one. */
export function countSlots(
  slots: Iterable<SlotFacts>,
  now: number,
  heartbeatMs: number,
): SlotCounts {
  const counts: SlotCounts = { free: 0, occupied: 0, unknown: 0, closed: 0, lastObservedAt: null }
  for (const slot of slots) {
    counts[slotState(slot, now, heartbeatMs)]++
    if (slot.closed || slot.lastSeenAt === null) continue
    counts.lastObservedAt = Math.max(counts.lastObservedAt ?? slot.lastSeenAt, slot.lastSeenAt)
  }
  return counts
}

/** A lot's counts with their trust (architecture §8). free + occupied + unknown + closed = capacity. */
export function lotOccupancy(lot: LotFacts, counts: SlotCounts): LotOccupancy {
  const { free, occupied, unknown, closed } = counts
  const trust = countTrust({
    open: free + occupied + unknown,
    known: free + occupied,
    gatewayOnline: lot.gateway === 'online',
    lastObservedAt: counts.lastObservedAt,
  })
  return {
    lot: lot.lot,
    rev: lot.rev,
    capacity: free + occupied + unknown + closed,
    free,
    occupied,
    unknown,
    closed,
    ...trust,
    lastObservedAt: instantText(trust.lastObservedAt),
    gateway: lot.gateway,
    heartbeatMs: lot.heartbeatMs,
  }
}

/** RFC 3339 in UTC, of milliseconds since 1970. */
export function instantText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
