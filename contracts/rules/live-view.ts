import type { LotOccupancy, LotSnapshot } from '../http/occupancy.ts'
import type { SlotId } from '../ids.ts'
import type { LotDelta } from '../live.ts'

/** A slot as a view holds it. Times in ms since 1970. */
export interface SlotView {
  readonly closed: boolean
  readonly occupied: boolean | null
  readonly since: number | null
  readonly lastSeenAt: number | null
  readonly flapping: boolean
  readonly batteryPercent: number | null
  readonly rssiDbm: number | null
}

/** One lot as a page shows it: the server's state at revision `rev`. What a person sees follows by rules/occupancy.ts. */
export interface LotView {
  readonly lot: LotOccupancy['lot']
  readonly rev: number
  readonly gateway: LotOccupancy['gateway']
  readonly heartbeatMs: number
  readonly slots: ReadonlyMap<SlotId, SlotView>
}

/** The view that a snapshot shows. */
export function viewOf(snapshot: LotSnapshot): LotView {
  const { lot, rev, gateway, heartbeatMs } = snapshot
  const slots = snapshot.slots.map(
    ({ slot, since, lastSeenAt, ...reading }) =>
      [slot, { ...reading, since: epochMs(since), lastSeenAt: epochMs(lastSeenAt) }] as const,
  )
  return { lot, rev, gateway, heartbeatMs, slots: new Map(slots) }
}

function epochMs(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant)
}

/**
 * The view after a delta. A delta of the past changes nothing and answers the same object; one that does not continue
 * the view, or names a slot it does not have, is a `gap`: only a new snapshot helps (PK-080, PK-081).
 */
export function applyDelta(view: LotView, delta: LotDelta): LotView | 'gap' {
  if (delta.lot !== view.lot) return 'gap'
  if (delta.rev <= view.rev) return view
  if (delta.from > view.rev + 1) return 'gap'
  const slots = new Map(view.slots)
  for (const { slot, occupied, since, seen } of delta.slots) {
    const before = slots.get(slot)
    if (!before) return 'gap'
    slots.set(slot, { ...before, occupied, since, lastSeenAt: seen })
  }
  for (const [slot, seen] of delta.seen ?? []) {
    const before = slots.get(slot)
    if (!before) return 'gap'
    slots.set(slot, { ...before, lastSeenAt: seen })
  }
  return { ...view, rev: delta.rev, gateway: delta.gateway ?? view.gateway, slots }
}
