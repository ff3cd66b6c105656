import type { SlotId } from '#contracts/ids.ts'
import { type GatewayPresence, presenceAfter } from './gateway-status.ts'
import { type ClaimedGroup, streamKey } from './group.ts'
import { addBarrier, addGap, addSlot, emptyChange, type LotChange } from './lot-change.ts'
import type { SlotRow } from './occupancy.ts'
import type { GatewayRow, LotEntry, StreamRow, VitalsRow } from './rows.ts'
import { applySnapshot } from './snapshot.ts'
import type { SortedRows } from './sort.ts'
import { guardSeen } from './time-guard.ts'
import type {
  BatchUplink,
  SnapshotUplink,
  StatusUplink,
  UnreadableUplink,
  Uplink,
} from './uplink.ts'

/** A group of messages by kind. */
export interface Parts {
  batches: BatchUplink[]
  snapshots: SnapshotUplink[]
  statuses: StatusUplink[]
  unreadable: UnreadableUplink[]
}

export function partsOf(uplinks: Uplink[]): Parts {
  const parts: Parts = { batches: [], snapshots: [], statuses: [], unreadable: [] }
  for (const uplink of uplinks) {
    if (uplink.kind === 'batch') parts.batches.push(uplink)
    else if (uplink.kind === 'snapshot') parts.snapshots.push(uplink)
    else if (uplink.kind === 'status') parts.statuses.push(uplink)
    else parts.unreadable.push(uplink)
  }
  return parts
}

/** The slots a group is about, with their lots. */
export function wantedSlots(
  rows: SortedRows,
  snapshots: SnapshotUplink[],
  lots: Map<string, LotEntry>,
): Map<number, number> {
  const wanted = new Map<number, number>()
  for (const reading of rows.readings) wanted.set(reading.slotId, reading.lotId)
  for (const { lot, state } of snapshots) {
    const entry = lots.get(lot)
    for (const { slot } of state.slots) {
      const slotId = entry?.slots.get(slot)
      if (entry && slotId !== undefined) wanted.set(slotId, entry.lotId)
    }
  }
  return wanted
}

/** What gateways say of themselves and of their sensors, on top of the readings in `slots`, which it updates. */
export function overlayGateways(
  parts: Parts,
  lots: Map<string, LotEntry>,
  streams: Map<string, StreamRow>,
  presences: Map<number, GatewayPresence>,
  slots: Map<number, SlotRow>,
): { vitals: VitalsRow[]; gateways: GatewayRow[] } {
  const vitals: VitalsRow[] = []
  const gateways: GatewayRow[] = []
  for (const snapshot of parts.snapshots) {
    const lot = lots.get(snapshot.lot)
    const stream = lot && streams.get(streamKey(lot.lotId, snapshot.state.epoch))
    if (!lot || !stream) continue
    const effect = applySnapshot(slots, lot, stream.epochNo, snapshot)
    for (const slot of effect.slots) slots.set(slot.slotId, slot)
    vitals.push(...effect.vitals)
    gateways.push(effect.gateway)
  }
  for (const { lot: code, status, receivedAt } of parts.statuses) {
    const lot = lots.get(code)
    const before = lot && presences.get(lot.lotId)
    const after = before && presenceAfter(before, status)
    if (!lot || !after) continue
    presences.set(lot.lotId, after)
    gateways.push({
      lotId: lot.lotId,
      presence: {
        gateway: status.state,
        connection: status.conn,
        since: guardSeen(status.at, { src: 'none', offMs: 0, errMs: 0 }, receivedAt),
        boot: status.boot ?? null,
        epoch: status.epoch ?? null,
        version: status.version ?? null,
      },
    })
  }
  return { vitals, gateways }
}

/** What the group changes at each lot, for the revisions and the live deltas. */
export function changesOf(
  lots: Map<string, LotEntry>,
  group: ClaimedGroup,
  rows: SortedRows,
  slots: { before: Map<number, SlotRow>; after: Map<number, SlotRow> },
  codes: Map<number, SlotId>,
  gateways: GatewayRow[],
): Map<number, LotChange> {
  const codeOf = new Map([...lots.values()].map((entry) => [entry.lotId, entry.lot]))
  const changes = new Map<number, LotChange>()
  const changeOf = (lotId: number) => {
    const change = changes.get(lotId) ?? emptyChange(lotId, codeOf.get(lotId) ?? '')
    changes.set(lotId, change)
    return change
  }
  for (const [slotId, after] of slots.after) {
    const before = slots.before.get(slotId)
    const code = codes.get(slotId)
    if (!before || before === after || code === undefined) continue
    addSlot(changeOf(after.lotId), code, before, after)
  }
  for (const row of rows.barriers) addBarrier(changeOf(row.lotId), row)
  for (const gap of group.gaps) addGap(changeOf(gap.row.lotId), gap.row, gap.receivedAt)
  for (const { lotId, presence } of gateways) {
    const change = changeOf(lotId)
    if (presence) change.gateway = presence.gateway
  }
  return changes
}

/** Slot id → code, of all slots in the group. */
export function slotCodes(
  rows: SortedRows,
  snapshots: SnapshotUplink[],
  lots: Map<string, LotEntry>,
): Map<number, SlotId> {
  const codes = new Map(rows.codes)
  for (const { lot, state } of snapshots) {
    for (const { slot } of state.slots) {
      const slotId = lots.get(lot)?.slots.get(slot)
      if (slotId !== undefined) codes.set(slotId, slot)
    }
  }
  return codes
}
