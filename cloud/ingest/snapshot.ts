import type { SlotRow } from './occupancy.ts'
import type { GatewayRow, LotEntry, VitalsRow } from './rows.ts'
import { guardSeen, guardTime } from './time-guard.ts'
import type { SnapshotUplink } from './uplink.ts'

/** What a snapshot changes. */
export interface SnapshotEffect {
  slots: SlotRow[]
  vitals: VitalsRow[]
  gateway: GatewayRow
}

/**
 * Applies a gateway's snapshot (protocol §2): sensors were heard, and a reading whose event is still on its way counts
 * already, when its (epoch, seq) is newer. History is not touched: it waits for the event.
 */
export function applySnapshot(
  slots: Map<number, SlotRow>,
  lot: LotEntry,
  epochNo: number,
  { state, receivedAt }: SnapshotUplink,
): SnapshotEffect {
  const changed: SlotRow[] = []
  const vitals: VitalsRow[] = []
  for (const entry of state.slots) {
    const slotId = lot.slots.get(entry.slot)
    const before = slotId === undefined ? undefined : slots.get(slotId)
    if (slotId === undefined || before === undefined) continue
    const seen = guardSeen(entry.seen, state.clock, receivedAt)
    const after = { ...before, lastSeen: Math.max(before.lastSeen ?? 0, seen) }
    // Sequence 0: the gateway has no reading of this slot, so that what it says is no news.
    if (entry.s > 0 && isNewer(epochNo, entry.s, before)) {
      after.epochNo = epochNo
      after.seq = entry.s
      if (before.occupied !== entry.occupied) {
        after.occupied = entry.occupied
        after.since = guardTime(entry.since, state.clock, receivedAt).time
      }
    }
    changed.push(after)
    vitals.push({
      slotId,
      flapping: entry.flapping ?? false,
      batteryPercent: entry.batteryPercent ?? null,
      rssiDbm: entry.rssiDbm ?? null,
    })
  }
  const body = { ...state.gateway, clock: state.clock, heartbeatMs: state.heartbeatMs }
  return {
    slots: changed,
    vitals,
    gateway: { lotId: lot.lotId, report: { at: receivedAt, body } },
  }
}

function isNewer(epochNo: number, seq: number, than: SlotRow): boolean {
  return epochNo > than.epochNo || (epochNo === than.epochNo && seq > than.seq)
}
