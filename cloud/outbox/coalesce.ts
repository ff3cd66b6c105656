import type { LotDelta } from '#contracts/live.ts'
import { mergeDeltas } from '#contracts/rules/merge-deltas.ts'

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
    const both = before && mergeDeltas(before, delta)
    if (at !== undefined && both) {
      merged[at] = both
    } else {
      lastOf.set(delta.lot, merged.length)
      merged.push(delta)
    }
  }
  return merged
}
