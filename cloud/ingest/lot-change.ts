import type { LotId, SlotId } from '#contracts/ids.ts'
import type { Happening, LotDelta, SlotChange } from '#contracts/live.ts'
import type { BarrierEvent } from '#contracts/mqtt/event.ts'
import type { SlotRow } from './occupancy.ts'
import type { BarrierRow, GapRow } from './rows.ts'

/** What one commit changes at one lot, for its live delta. */
export interface LotChange {
  lotId: number
  lot: LotId
  /** By how many the occupied slots grew. */
  change: number
  slots: SlotChange[]
  seen: [SlotId, number][]
  gateway?: 'online' | 'offline'
  barriers: Map<string, BarrierEvent['d']['state']>
  happenings: Happening[]
}

/** Most happenings a delta carries (contracts/live.ts); the page has the journal for the rest. */
const mostHappenings = 50

export function emptyChange(lotId: number, lot: string): LotChange {
  return {
    lotId,
    lot: lot as LotId,
    change: 0,
    slots: [],
    seen: [],
    barriers: new Map(),
    happenings: [],
  }
}

/** Adds a slot that was `before` and is `after`. */
export function addSlot(into: LotChange, code: SlotId, before: SlotRow, after: SlotRow): void {
  const { occupied, since, lastSeen } = after
  into.change += Number(occupied ?? false) - Number(before.occupied ?? false)
  if (occupied !== null && occupied !== before.occupied) {
    into.slots.push({ slot: code, occupied, since: since ?? 0, seen: lastSeen ?? 0 })
  } else if (lastSeen !== null && lastSeen !== before.lastSeen) {
    into.seen.push([code, lastSeen])
  }
}

const told = new Set<string>(['entry', 'exit', 'deny', 'barrier', 'alarm'])

/** Adds a passage, an arm's movement or an alarm. Health stays out of the live view. */
export function addBarrier(into: LotChange, row: BarrierRow): void {
  if (!told.has(row.kind)) return
  const body = row.body as Record<string, unknown>
  if (row.kind === 'barrier' && row.subject !== null) {
    into.barriers.set(row.subject, body['state'] as BarrierEvent['d']['state'])
  }
  const what = body[row.kind === 'barrier' ? 'state' : row.kind === 'alarm' ? 'code' : 'method']
  into.happenings.push({
    kind: row.kind as Happening['kind'],
    t: row.time,
    subject: row.subject,
    what: String(what),
  })
}

/** Adds a declared loss. */
export function addGap(into: LotChange, gap: GapRow, at: number): void {
  into.happenings.push({
    kind: 'gap',
    t: at,
    subject: null,
    what: gap.reason,
  })
}

/** The delta that takes a view from the revision before to `rev`. */
export function deltaOf(change: LotChange, rev: number, occupied: number, at: number): LotDelta {
  const { lot, slots, seen, gateway, barriers } = change
  const happenings = change.happenings.slice(-mostHappenings)
  const delta: LotDelta = { v: 1, lot, from: rev, rev, at, occupied, slots, happenings }
  if (seen.length > 0) delta.seen = seen
  if (gateway) delta.gateway = gateway
  if (barriers.size > 0) delta.barriers = [...barriers].map(([id, state]) => ({ id, state }))
  return delta
}
