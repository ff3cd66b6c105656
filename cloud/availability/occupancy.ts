import type { LotOccupancy, LotSnapshot, SlotReading } from '#contracts/http/occupancy.ts'
import type { LotId, SlotId } from '#contracts/ids.ts'
import { countTrust, type SlotFacts, slotState } from '#contracts/rules/trust.ts'

/** A lot as the database holds it. */
export interface LotFacts {
  lot: LotId
  rev: number
  gateway: LotOccupancy['gateway']
  heartbeatMs: number
}

/** A slot with its last reading. Times in ms since 1970. */
export interface SlotRow {
  slot: SlotId
  closed: boolean
  occupied: boolean | null
  since: number | null
  lastSeenAt: number | null
  flapping: boolean
  batteryPercent: number | null
  rssiDbm: number | null
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
  slots: readonly SlotFacts[],
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
    lastObservedAt: instant(trust.lastObservedAt),
    gateway: lot.gateway,
    heartbeatMs: lot.heartbeatMs,
  }
}

/** A lot's counts and slots as they are at `now`. */
export function snapshotOf(lot: LotFacts, slots: readonly SlotRow[], now: number): LotSnapshot {
  const counts = countSlots(slots, now, lot.heartbeatMs)
  return {
    ...lotOccupancy(lot, counts),
    at: new Date(now).toISOString(),
    slots: slots.map(slotReading),
  }
}

function slotReading(row: SlotRow): SlotReading {
  return { ...row, since: instant(row.since), lastSeenAt: instant(row.lastSeenAt) }
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
