import type { LotOccupancy, LotSnapshot } from '#contracts/http/occupancy.ts'
import type { LotDelta } from '#contracts/live.ts'
import { applyDelta, type LotView, viewOf } from '#contracts/rules/live-view.ts'
import { countSlots, lotOccupancy } from '#contracts/rules/occupancy.ts'

/**
 * Every lot's view in memory, so that the city's counts cost no query. Counts age: a silent slot becomes unknown with
 * time alone, so `recount` looks at lots that nothing was heard of.
 */
export function newBoard() {
  const views = new Map<string, LotView>()
  const changed = new Set<string>()
  const told = new Map<string, string>()

  const count = (view: LotView, now: number) =>
    lotOccupancy(view, countSlots(view.slots.values(), now, view.heartbeatMs))
  const shown = (lot: LotOccupancy) =>
    `${lot.rev} ${lot.free} ${lot.occupied} ${lot.unknown} ${lot.closed} ${lot.gateway} ${lot.heartbeatMs}`

  return {
    revOf: (lot: string): number | undefined => views.get(lot)?.rev,

    /** Whether the lot as the database counts it is another than the one in memory: its slots, switches or heartbeat. */
    differs(row: LotOccupancy): boolean {
      const view = views.get(row.lot)
      if (!view) return true
      const closed = [...view.slots.values()].filter((slot) => slot.closed).length
      return (
        view.slots.size !== row.capacity ||
        closed !== row.closed ||
        view.heartbeatMs !== row.heartbeatMs
      )
    },

    /** Takes a snapshot unless it is older than the view. */
    load(snapshot: LotSnapshot): void {
      if ((views.get(snapshot.lot)?.rev ?? -1) > snapshot.rev) return
      views.set(snapshot.lot, viewOf(snapshot))
      changed.add(snapshot.lot)
    },

    forget(lot: string): void {
      views.delete(lot)
    },

    /** False when the lot must be loaded first: nothing is known of it, or the delta does not continue it. */
    apply(delta: LotDelta): boolean {
      const view = views.get(delta.lot)
      const next = view ? applyDelta(view, delta) : 'gap'
      if (next === 'gap') return false
      if (next === view) return true
      views.set(delta.lot, next)
      changed.add(delta.lot)
      return true
    },

    /** Marks every lot, so that the next `takeChanged` counts them all. */
    recount(): void {
      for (const lot of views.keys()) changed.add(lot)
    },

    /** Counts of the lots that changed since the last call, as far as they show another number. */
    takeChanged(now: number): LotOccupancy[] {
      const counts: LotOccupancy[] = []
      for (const lot of changed) {
        const view = views.get(lot)
        if (!view) continue
        const occupancy = count(view, now)
        const key = shown(occupancy)
        if (told.get(lot) === key) continue
        told.set(lot, key)
        counts.push(occupancy)
      }
      changed.clear()
      return counts
    },

    /** Counts of all lots, in code order. */
    all(now: number): LotOccupancy[] {
      return [...views.keys()].sort().flatMap((lot) => {
        const view = views.get(lot)
        return view ? [count(view, now)] : []
      })
    },
  }
}
