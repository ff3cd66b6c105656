import { useSyncExternalStore } from 'react'

/** A clock that ticks for whoever listens, corrected to the server's. */
export interface Ticker {
  /** Milliseconds since 1970 on the server's clock, as far as known. */
  now: () => number
  /** Calls back once a second, in step for all. */
  subscribe: (listener: () => void) => () => void
  /** Tells what the server's clock said just now. Differences under two seconds are the network's. */
  noteServerTime: (at: number) => void
}

/** A ticker over `clock`; it runs only while somebody listens. */
export function createTicker(clock: () => number): Ticker {
  const listeners = new Set<() => void>()
  let offset = 0
  let shown = clock()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    shown = clock() + offset
    for (const listener of listeners) listener()
  }
  return {
    now: () => shown,
    subscribe: (listener) => {
      if (listeners.size === 0) shown = clock() + offset
      listeners.add(listener)
      timer ??= setInterval(tick, 1000)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    noteServerTime: (at) => {
      const difference = at - clock()
      offset = Math.abs(difference) > 2000 ? difference : 0
      shown = Math.max(shown, clock() + offset)
    },
  }
}

/** The page's one ticker. */
export const ticker = createTicker(Date.now)

/** The time now, rendered anew each second. */
export function useNow(): number {
  return useSyncExternalStore(ticker.subscribe, ticker.now)
}
