import { setTimeout as delay } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { LotSnapshot } from '#contracts/http/occupancy.ts'
import type { LotId, SlotId } from '#contracts/ids.ts'
import {
  type LotDelta,
  liveSocket,
  type PageEvents,
  type Reply,
  type ServerEvents,
} from '#contracts/live.ts'
import { applyDelta, type LotView, viewOf } from '#contracts/rules/live-view.ts'

/** A page that watches lots for the whole run and keeps its views by the rules of the contracts alone. */
export interface Page extends AsyncDisposable {
  /** What it shows of a slot: occupied, or undefined while it shows nothing of it. */
  readonly shows: (lot: string, slot: string) => boolean | undefined
}

const replyMs = 5_000
const retryMs = 500

/** Opens a page at `url` that watches `lots`, through lost connections and gaps. */
export function openPage(url: string, lots: readonly string[]): Page {
  const socket: Socket<ServerEvents, PageEvents> = io(url, {
    ...liveSocket,
    transports: ['websocket'],
  })
  const views = new Map<string, LotView>()
  /** Lots that wait for a snapshot, with the deltas that came in the meantime. */
  const joining = new Map<string, LotDelta[]>()

  const take = (delta: LotDelta) => {
    const early = joining.get(delta.lot)
    if (early) return early.push(delta)
    const view = views.get(delta.lot)
    const next = view && applyDelta(view, delta)
    if (next === undefined || next === 'gap') return join(delta.lot)
    views.set(delta.lot, next)
  }

  const join = (lot: string) => {
    if (joining.has(lot)) return
    joining.set(lot, [])
    views.delete(lot)
    ask(lot)
      .then((snapshot) => {
        views.set(lot, viewOf(snapshot))
        const early = joining.get(lot) ?? []
        joining.delete(lot)
        for (const delta of early) take(delta)
      })
      .catch(async () => {
        await delay(retryMs)
        joining.delete(lot)
        if (socket.connected) join(lot)
      })
  }

  const ask = async (lot: string): Promise<LotSnapshot> => {
    const reply: Parameters<Reply<LotSnapshot>>[0] = await socket
      .timeout(replyMs)
      .emitWithAck('join-lot', lot)
    if (!reply.ok) throw new Error(reply.problem)
    return reply.value
  }

  socket.on('connect', () => lots.forEach(join))
  socket.on('lot', take)
  socket.on('resync', (rooms) => rooms.lots.forEach(join))
  return {
    shows: (lot, slot) => views.get(lot as LotId)?.slots.get(slot as SlotId)?.occupied ?? undefined,
    [Symbol.asyncDispose]: async () => {
      socket.disconnect()
    },
  }
}
