import type { ClockInfo } from '#contracts/mqtt/batch.ts'
import type { LotState } from '#contracts/mqtt/state.ts'
import type { LotView } from './lot-view.ts'

const slotsPerPart = 500

/** What a snapshot says besides slots and barriers. */
export interface SnapshotFacts {
  lot: LotState['lot']
  epoch: string
  at: number
  clock: ClockInfo
  heartbeatMs: number
  gateway: LotState['gateway']
}

/** The lot's whole state in parts of at most 500 slots; barriers are in the first (protocol §2, PK-071). */
export function snapshotParts(
  view: Pick<LotView, 'slots' | 'barriers'>,
  facts: SnapshotFacts,
): LotState[] {
  const slots = [...view.slots].map(([slot, state]) => ({
    slot: slot as LotState['slots'][number]['slot'],
    occupied: state.occupied,
    s: state.s,
    since: state.since,
    seen: state.seen,
    ...(state.flapping ? { flapping: true } : {}),
    ...(state.batteryPercent === undefined ? {} : { batteryPercent: state.batteryPercent }),
    ...(state.rssiDbm === undefined ? {} : { rssiDbm: state.rssiDbm }),
  }))
  const barriers = [...view.barriers].slice(0, 64).map(([barrier, { state, seen }]) => ({
    barrier: barrier as LotState['barriers'][number]['barrier'],
    state,
    seen,
  }))
  const n = Math.max(1, Math.ceil(slots.length / slotsPerPart))
  return Array.from({ length: n }, (_, i) => ({
    v: 1,
    ...facts,
    part: { i: i + 1, n },
    slots: slots.slice(i * slotsPerPart, (i + 1) * slotsPerPart),
    barriers: i === 0 ? barriers : [],
  }))
}
