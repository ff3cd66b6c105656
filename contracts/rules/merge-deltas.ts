import type { LotDelta } from '../live.ts'

/** Most happenings a delta carries; the page has the journal for the rest. */
const mostHappenings = 50

/**
 * One delta that does what `first` and then `next` do; undefined when `next` does not continue `first` (PK-082).
 * A part of `next` that `first` already did is done again with the same result, because deltas carry final values.
 */
export function mergeDeltas(first: LotDelta, next: LotDelta): LotDelta | undefined {
  if (next.lot !== first.lot) return undefined
  if (next.rev <= first.rev) return next.from >= first.from ? first : undefined
  if (next.from > first.rev + 1 || next.from < first.from) return undefined
  const changes = new Map(first.slots.map((change) => [change.slot, change]))
  const seen = new Map(first.seen)
  for (const change of next.slots) {
    changes.set(change.slot, change)
    seen.delete(change.slot)
  }
  for (const [slot, at] of next.seen ?? []) seen.set(slot, at)
  const barriers = new Map(
    [...(first.barriers ?? []), ...(next.barriers ?? [])].map(({ id, state }) => [id, state]),
  )
  const gateway = next.gateway ?? first.gateway
  return {
    ...next,
    from: first.from,
    slots: [...changes.values()],
    ...(seen.size > 0 && { seen: [...seen] }),
    ...(barriers.size > 0 && { barriers: [...barriers].map(([id, state]) => ({ id, state })) }),
    ...(gateway && { gateway }),
    happenings: [...first.happenings, ...next.happenings].slice(-mostHappenings),
  }
}
