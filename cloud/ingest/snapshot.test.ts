import { expect, test } from 'vitest'
import { LotState } from '#contracts/mqtt/state.ts'
import type { SlotRow } from './occupancy.ts'
import { applySnapshot } from './snapshot.ts'

const now = Date.UTC(2026, 2, 14, 8, 30)
const lot = { lotId: 1, lot: 'north', capacity: 2, slots: new Map([['S1', 11]]) }
const row: SlotRow = {
  slotId: 11,
  lotId: 1,
  occupied: false,
  epochNo: 3,
  seq: 40,
  since: now - 9_000,
  lastSeen: now - 9_000,
  latest: { time: now - 9_000, epochNo: 3, seq: 40, occupied: false },
}

function apply(epochNo: number, slot: Record<string, unknown>) {
  const state = LotState.parse({
    v: 1,
    lot: 'north',
    epoch: '01JAZ3NDEKTSV4RRFFQ69G5FAV',
    at: now,
    clock: { src: 'ntp', offMs: 500, errMs: 1 },
    part: { i: 1, n: 1 },
    heartbeatMs: 60_000,
    slots: [{ slot: 'S1', occupied: true, s: 41, since: now - 5_000, seen: now - 2_000, ...slot }],
    gateway: {
      queued: 1,
      oldestAt: null,
      diskBytes: 1,
      diskLimitBytes: 2,
      deadLetters: 0,
      uptimeMs: 1,
    },
  })
  const uplink = { kind: 'snapshot', lot: 'north', topic: '', receivedAt: now, state } as const
  return applySnapshot(new Map([[11, row]]), lot, epochNo, uplink)
}

test('a newer reading shows at once, and history waits for its event', () => {
  expect(apply(3, {}).slots).toEqual([
    { ...row, occupied: true, seq: 41, since: now - 4_500, lastSeen: now - 1_500 },
  ])
})

test('an older reading only says that the sensor was heard', () => {
  const heard = { ...row, lastSeen: now - 1_500 }
  expect(apply(3, { s: 40 }).slots).toEqual([heard])
  expect(apply(2, { s: 99 }).slots).toEqual([heard])
})

test('a gateway that lost its disk and has no reading yet changes no state', () => {
  expect(apply(4, { s: 0 }).slots).toEqual([{ ...row, lastSeen: now - 1_500 }])
})

test('the last time a sensor was heard never goes back, nor into the future', () => {
  expect(apply(3, { s: 40, seen: 0 }).slots[0]?.lastSeen).toBe(row.lastSeen)
  expect(apply(3, { s: 40, seen: now + 1e9 }).slots[0]?.lastSeen).toBe(now)
})

test('a slot the lot does not have is passed over', () => {
  expect(apply(3, { slot: 'S9' })).toMatchObject({ slots: [], vitals: [] })
})
