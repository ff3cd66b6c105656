import { useSyncExternalStore } from 'react'

/** How the live channel does. `since` is when it became so, ms since 1970. */
export interface Connection {
  /** `deaf`: the server is there but does not hear the lots (PK-084). */
  state: 'connecting' | 'live' | 'lost' | 'deaf'
  since: number
}

/** Holds the state of the live channel for whoever shows it. */
export interface ConnectionStore {
  get: () => Connection
  set: (state: Connection['state']) => void
  subscribe: (listener: () => void) => () => void
}

/** A store that starts as connecting. A channel that was never there becomes lost, not connecting again. */
export function createConnectionStore(clock: () => number): ConnectionStore {
  const listeners = new Set<() => void>()
  let current: Connection = { state: 'connecting', since: clock() }
  return {
    get: () => current,
    set: (state) => {
      if (state === current.state) return
      current = { state, since: clock() }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The page's one store. */
export const connection = createConnectionStore(Date.now)

/** The state of the live channel, rendered anew when it changes. */
export function useConnection(): Connection {
  return useSyncExternalStore(connection.subscribe, connection.get)
}
