import type { LotDelta } from '#contracts/live.ts'
import { mergeDeltas } from '#contracts/rules/merge-deltas.ts'

/**
 * Sends at most one delta per lot and window. A lot that was quiet is sent at once; what follows within `windowMs` is
 * merged into one delta at the window's end. Deltas that do not follow each other are sent one by one: the gap is the
 * page's to see (PK-082).
 */
export function newCoalescer(windowMs: number, send: (delta: LotDelta) => void) {
  const windows = new Map<string, { pending: LotDelta | undefined; timer: NodeJS.Timeout }>()

  const open = (lot: string) => {
    const timer = setTimeout(() => {
      const pending = windows.get(lot)?.pending
      windows.delete(lot)
      if (!pending) return
      open(lot)
      send(pending)
    }, windowMs)
    windows.set(lot, { pending: undefined, timer })
  }

  return {
    push(delta: LotDelta): void {
      const window = windows.get(delta.lot)
      if (!window) {
        open(delta.lot)
        send(delta)
        return
      }
      if (!window.pending) {
        window.pending = delta
        return
      }
      const merged = mergeDeltas(window.pending, delta)
      if (!merged) send(window.pending)
      window.pending = merged ?? delta
    },

    /** Forgets what waits. */
    clear(): void {
      for (const { timer } of windows.values()) clearTimeout(timer)
      windows.clear()
    },
  }
}
