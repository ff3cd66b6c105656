import type { LotOccupancy } from '#contracts/http/occupancy.ts'

/** `known` with each lot of `heard` put in, unless a later revision is known. New lots come last. */
export function newest(
  known: readonly LotOccupancy[],
  heard: readonly LotOccupancy[],
): LotOccupancy[] {
  const coming = new Map(heard.map((lot) => [lot.lot, lot]))
  const kept = known.map((old) => {
    const next = coming.get(old.lot)
    coming.delete(old.lot)
    return next && next.rev >= old.rev ? next : old
  })
  return [...kept, ...coming.values()]
}
