/** What the gateway knows of one slot sensor. Times in ms since 1970 by the gateway's steady clock. */
export interface SlotState {
  /** As last told to the cloud. */
  occupied: boolean
  /** Sequence number of the event that told it. */
  s: number
  since: number
  seen: number
  batteryPercent?: number
  rssiDbm?: number
  /** Times of the last changes, newest last; as many as the rule needs. */
  changes: number[]
  flapping?: Flapping
}

/** A sensor that changes too often is held until it settles. */
export interface Flapping {
  since: number
  /** What it says now, and since when. */
  occupied: boolean
  changedAt: number
  /** Source time of the last held reading. */
  t: number
  /** Changes that became no event of their own. */
  held: number
}

export interface FlappingRule {
  changes: number
  withinMs: number
  settleMs: number
}

export interface Reading {
  occupied: boolean
  /** Source time, ms since 1970. */
  t: number
  /** When the gateway heard it. */
  at: number
  batteryPercent?: number | undefined
  rssiDbm?: number | undefined
}

/** What to tell the cloud. */
export type Telling =
  | { kind: 'occupancy'; occupied: boolean; t: number }
  | { kind: 'flapping'; t: number }
  | { kind: 'settled'; t: number; held: number; forMs: number }

export interface Heard {
  state: SlotState
  tell: Telling[]
  /** Whether more than "last seen" changed, so that it must be on the disk before the reading is acknowledged. */
  changed: boolean
}

/**
 * Takes a reading. An unchanged one is a heartbeat. More than `rule.changes` within `rule.withinMs` is flapping: one
 * alarm, then changes are held and counted until the sensor settles (PK-014). `state` is undefined for a new slot.
 */
export function hear(state: SlotState | undefined, r: Reading, rule: FlappingRule | null): Heard {
  if (!state) {
    const first = radio({ occupied: r.occupied, s: 0, since: r.t, seen: r.at, changes: [r.at] }, r)
    return {
      state: first,
      tell: [{ kind: 'occupancy', occupied: r.occupied, t: r.t }],
      changed: true,
    }
  }
  const seen = radio({ ...state, seen: r.at }, r)
  const { flapping } = state
  if (flapping) {
    if (flapping.occupied === r.occupied) return { state: seen, tell: [], changed: false }
    const held = {
      ...flapping,
      occupied: r.occupied,
      changedAt: r.at,
      t: r.t,
      held: flapping.held + 1,
    }
    return { state: { ...seen, flapping: held }, tell: [], changed: true }
  }
  if (state.occupied === r.occupied) return { state: seen, tell: [], changed: false }
  const changes = rule ? [...state.changes, r.at].slice(-rule.changes - 1) : []
  if (rule && changes.length > rule.changes && r.at - (changes[0] ?? 0) <= rule.withinMs) {
    const begun = { since: r.at, occupied: r.occupied, changedAt: r.at, t: r.t, held: 1 }
    return {
      state: { ...seen, changes: [], flapping: begun },
      tell: [{ kind: 'flapping', t: r.t }],
      changed: true,
    }
  }
  return {
    state: { ...seen, occupied: r.occupied, since: r.t, changes },
    tell: [{ kind: 'occupancy', occupied: r.occupied, t: r.t }],
    changed: true,
  }
}

function radio(state: SlotState, r: Reading): SlotState {
  if (r.batteryPercent !== undefined) state.batteryPercent = r.batteryPercent
  if (r.rssiDbm !== undefined) state.rssiDbm = r.rssiDbm
  return state
}

/** Ends flapping once the sensor was quiet for `settleMs`: its state if that differs, then the alarm's end with counts. */
export function settle(state: SlotState, now: number, rule: FlappingRule): Heard {
  const { flapping, ...rest } = state
  if (!flapping || now - flapping.changedAt < rule.settleMs) {
    return { state, tell: [], changed: false }
  }
  const differs = flapping.occupied !== state.occupied
  const told: Telling[] = differs
    ? [{ kind: 'occupancy', occupied: flapping.occupied, t: flapping.t }]
    : []
  return {
    state: { ...rest, ...(differs ? { occupied: flapping.occupied, since: flapping.t } : {}) },
    tell: [
      ...told,
      { kind: 'settled', t: now, held: flapping.held - told.length, forMs: now - flapping.since },
    ],
    changed: true,
  }
}
