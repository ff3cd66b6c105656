import type { LotSnapshot, SlotReading } from '#contracts/http/occupancy.ts'
import type { SlotId } from '#contracts/ids.ts'
import { countSlots, instantText, type LotFacts, lotOccupancy } from '#contracts/rules/occupancy.ts'

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
  return { ...row, since: instantText(row.since), lastSeenAt: instantText(row.lastSeenAt) }
}
