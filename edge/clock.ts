/** Time as the gateway gets it. Only `now` can jump. */
export interface Clock {
  /** Wall clock, ms since 1970. May be wrong and may step. */
  now: () => number
  /** Milliseconds since an arbitrary start; never steps. Timers, windows and ages use it. */
  monotonic: () => number
}

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}

/** The gateway's own time: the wall clock when it started, carried on by the monotonic clock. */
export interface SteadyClock {
  /** Milliseconds since 1970, whole; a step of the wall clock does not move it. */
  now: () => number
  /** How far the wall clock is ahead of this one, ms. */
  wallAheadMs: () => number
  /** Takes over the wall clock's present time. */
  followWall: () => void
}

/** A clock that stays even while the machine's wall clock steps (PK-091). */
export function steadyClock(clock: Clock): SteadyClock {
  let base = clock.now() - clock.monotonic()
  const now = () => Math.round(base + clock.monotonic())
  return {
    now,
    wallAheadMs: () => Math.round(clock.now() - now()),
    followWall: () => {
      base = clock.now() - clock.monotonic()
    },
  }
}
