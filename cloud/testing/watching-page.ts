import type { LotDelta } from '#contracts/live.ts'
import { applyDelta, type LotView, viewOf } from '#contracts/rules/live-view.ts'
import { joinLot, openPage } from './live-node.ts'

/** A page that keeps a lot's view by the rules of the contracts: snapshot, deltas, and again from a snapshot on a gap. */
export function watchLot(port: number, lot: string) {
  const page = openPage(port)
  let view: LotView | undefined
  let early: LotDelta[] | undefined
  let snapshots = 0

  const take = (delta: LotDelta) => {
    if (early) early.push(delta)
    const next = view && applyDelta(view, delta)
    if (early || next === undefined) return
    if (next === 'gap') void join()
    else view = next
  }
  const join = async () => {
    if (early) return
    early = []
    const answer = await joinLot(page, lot).catch(() => undefined)
    const waited = early
    early = undefined
    if (answer?.ok) {
      snapshots++
      view = viewOf(answer.value)
      for (const delta of waited) take(delta)
    } else if (page.connected) {
      void join()
    }
  }
  page.on('connect', () => void join())
  page.on('resync', (rooms) => {
    if (rooms.lots.includes(lot)) void join()
  })
  page.on('lot', take)
  return {
    view: () => view,
    /** Snapshots taken so far. */
    snapshots: () => snapshots,
    [Symbol.asyncDispose]: async () => {
      page.disconnect()
    },
  }
}
