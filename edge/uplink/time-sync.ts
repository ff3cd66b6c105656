import type { ClockInfo } from '#contracts/mqtt/batch.ts'

/** One exchange with the cloud. `t…` in ms since 1970: t0, t3 by the gateway, t1, t2 by the cloud. */
export interface TimeSample {
  t0: number
  t1: number
  t2: number
  t3: number
}

/** Offset larger than this is a step, not drift (protocol §8). */
export const stepMs = 5000
const samplesKept = 8

/** What the gateway believes of its clock. */
export interface ClockState {
  info: ClockInfo
  /** The last exchanges, newest last. */
  samples: { offMs: number; errMs: number }[]
}

/** A clock nobody has vouched for. */
export const unknownClock: ClockState = {
  info: { src: 'none', offMs: 0, errMs: 0 },
  samples: [],
}

/** Offset to add to the gateway's time and its error bound, ms (four-timestamp exchange, RFC 5905 §8). */
export function measure(sample: TimeSample): { offMs: number; errMs: number } {
  const { t0, t1, t2, t3 } = sample
  return {
    offMs: Math.round((t1 - t0 + (t2 - t3)) / 2),
    errMs: Math.max(0, Math.ceil((t3 - t0 - (t2 - t1)) / 2)),
  }
}

export type Synced =
  | { kind: 'kept'; state: ClockState }
  /** The offset is a step that the wall clock confirms: follow it and measure again. */
  | { kind: 'follow'; state: ClockState }
  /** The offset is a step that nothing confirms. */
  | { kind: 'refused'; offMs: number; state: ClockState }

/**
 * Takes an exchange. Of the last eight the one with the least error counts. A step of more than 5 s is refused unless
 * the wall clock, which NTP steers, is off by the same: `wallAheadMs` (PK-090).
 */
export function synced(state: ClockState, sample: TimeSample, wallAheadMs: number): Synced {
  const measured = measure(sample)
  const step = Math.abs(measured.offMs - state.info.offMs) > stepMs
  if (step && Math.abs(wallAheadMs - measured.offMs) <= stepMs && Math.abs(wallAheadMs) > stepMs) {
    return { kind: 'follow', state: unknownClock }
  }
  if (step) {
    const info = { ...state.info, errMs: Math.max(state.info.errMs, Math.abs(measured.offMs)) }
    return { kind: 'refused', offMs: measured.offMs, state: { ...state, info } }
  }
  const samples = [...state.samples, measured].slice(-samplesKept)
  const best = samples.reduce((a, b) => (b.errMs <= a.errMs ? b : a))
  // The wall clock agreeing with the cloud is what NTP looks like from here.
  const ntp = Math.abs(wallAheadMs - best.offMs) <= Math.max(50, 2 * best.errMs)
  return {
    kind: 'kept',
    state: { info: { src: ntp ? 'ntp' : 'rtc', ...best }, samples },
  }
}
