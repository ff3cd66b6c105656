import type { LotDelta } from '#contracts/live.ts'

/** Most happenings a delta carries (contracts/live.ts). */
const mostHappenings = 50

/**
 * Deltas of the same lot that follow each other become one: applying it equals applying them in turn (PK-081). Order
 * of the lots is that of their first delta. Deltas that do not follow each other stay apart.
 */
export function coalesce(deltas: LotDelta[]): LotDelta[] {
  const merged: LotDelta[] = []
  const lastOf = new Map<string, number>()
  for (const delta of deltas) {
    const at = lastOf.get(delta.lot)
    const before = at === undefined ? undefined : merged[at]
    if (at !== undefined && before !== undefined && before.rev + 1 === delta.from) {
      merged[at] = follow(before, delta)
    } else {
      lastOf.set(delta.lot, merged.length)
      merged.push(delta)
    }
  }
  return merged
}

function follow(a: LotDelta, b: LotDelta): LotDelta {
  const slots = new Map(a.slots.map((slot) => [slot.slot, slot]))
  const seen = new Map(a.seen)
  for (const slot of b.slots) {
    slots.set(slot.slot, slot)
    seen.delete(slot.slot)
  }
  for (const [code, at] of b.seen ?? []) {
    const changed = slots.get(code)
    if (changed) slots.set(code, { ...changed, seen: at })
    else seen.set(code, at)
  }
  const barriers = new Map([...(a.barriers ?? []), ...(b.barriers ?? [])].map((x) => [x.id, x]))
  const gateway = b.gateway ?? a.gateway
  return {
    v: 1,
    lot: b.lot,
    from: a.from,
    rev: b.rev,
    at: b.at,
    occupied: b.occupied,
    slots: [...slots.values()],
    ...(seen.size > 0 ? { seen: [...seen] } : {}),
    ...(gateway ? { gateway } : {}),
    ...(barriers.size > 0 ? { barriers: [...barriers.values()] } : {}),
    happenings: [...a.happenings, ...b.happenings].slice(-mostHappenings),
  }
}
