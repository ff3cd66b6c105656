import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { JournalEntry } from '#contracts/http/operations.ts'
import type { LotDelta, Resync } from '#contracts/live.ts'
import { applyDelta, type LotView, viewOf } from '#contracts/rules/live-view.ts'
import { keys } from '../api/keys.ts'
import { ticker } from '../util/ticker.ts'
import { entriesOf, withEntries } from './journal-lines.ts'
import { socket, stayJoined } from './socket.ts'

/** Deltas kept while the snapshot they continue is on its way. More than this and the next gap asks anew. */
const mostWaiting = 200

/**
 * Keeps the cached view of a lot equal to the server's for as long as the component is mounted: snapshot on joining,
 * deltas after it, and the snapshot again on a gap or a reconnect (PK-080). Writes at most once per frame.
 */
export function useLiveLot(lot: string): void {
  const queries = useQueryClient()
  useEffect(() => followLot(lot, queries), [lot, queries])
}

function followLot(lot: string, queries: QueryClient): () => void {
  let view: LotView | undefined
  let waiting: LotDelta[] = []
  let lines: JournalEntry[] = []
  let frame = 0
  const show = () => {
    frame = 0
    queries.setQueryData(keys.view(lot), view)
    if (lines.length === 0) return
    const fresh = lines
    lines = []
    queries.setQueryData<JournalEntry[]>(keys.journal(lot), (old) => old && withEntries(old, fresh))
  }
  const take = (delta: LotDelta) => {
    const next = view && applyDelta(view, delta)
    if (next === undefined || next === 'gap') {
      waiting = [...waiting, delta].slice(-mostWaiting)
      if (next === 'gap') {
        view = undefined
        room.rejoin()
      }
      return
    }
    if (next === view) return
    view = next
    lines.push(...entriesOf(delta))
    frame ||= requestAnimationFrame(show)
  }
  const onDelta = (delta: LotDelta) => {
    if (delta.lot !== lot) return
    ticker.noteServerTime(delta.at)
    take(delta)
  }
  const room = stayJoined(
    (answered) => {
      view = undefined
      socket.emit('join-lot', lot, (answer) => {
        answered()
        if (!answer.ok) return
        view = viewOf(answer.value)
        const held = waiting
        waiting = []
        for (const delta of held) take(delta)
        frame ||= requestAnimationFrame(show)
        void queries.invalidateQueries({ queryKey: keys.journal(lot) })
      })
    },
    () => socket.emit('leave-lot', lot),
  )
  const onResync = ({ lots }: Resync) => lots.includes(lot) && room.rejoin()
  socket.on('lot', onDelta)
  socket.on('resync', onResync)
  return () => {
    socket.off('lot', onDelta)
    socket.off('resync', onResync)
    cancelAnimationFrame(frame)
    room.leave()
  }
}
