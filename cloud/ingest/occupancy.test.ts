import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  applyOccupancy,
  compareKeys,
  lateReadings,
  type Reading,
  type SlotRow,
  type StoredReading,
} from './occupancy.ts'

const fresh = (slotId: number): SlotRow => ({
  slotId,
  lotId: 1,
  occupied: null,
  epochNo: 0,
  seq: 0,
  since: null,
  lastSeen: null,
  latest: { time: Number.NEGATIVE_INFINITY, epochNo: 0, seq: 0, occupied: false },
})

/** The database: what is stored, with a lookup as the store has it. */
function model(capacity: number) {
  let slots = new Map(Array.from({ length: capacity }, (_, i) => [i, fresh(i)]))
  const stored: StoredReading[] = []
  const commit = (readings: Reading[]) => {
    const late = new Set(lateReadings(slots, readings))
    const applied = applyOccupancy(slots, readings, (reading) => {
      expect(late.has(reading)).toBe(true)
      return stored
        .filter((row) => row.slotId === reading.slotId && compareKeys(row, reading) > 0)
        .sort(compareKeys)[0]
    })
    for (const repair of applied.repairs) {
      const row = stored.find((r) => r.slotId === repair.slotId && compareKeys(r, repair) === 0)
      if (row) row.delta = repair.delta
    }
    stored.push(...applied.rows)
    slots = applied.slots
  }
  return { commit, stored, slots: () => slots }
}

/** Readings of one gateway, numbered in order, whose clock may say anything, in groups in any order. */
const history = fc
  .array(
    fc.record({
      slotId: fc.nat(3),
      occupied: fc.boolean(),
      time: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(
      (r, i): Reading => ({
        ...r,
        lotId: 1,
        epochNo: i < 15 ? 1 : 2,
        seq: i < 15 ? i + 1 : i - 14,
        suspect: false,
        sourceMs: r.time,
      }),
    ),
  )
const arrival = history.chain((list) =>
  fc.tuple(
    fc.constant(list),
    fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 40, maxLength: 40 }),
  ),
)

function inGroups(readings: Reading[], sizes: number[]): Reading[][] {
  const rest = [...readings]
  return sizes.map((size) => rest.splice(0, size)).filter((group) => group.length > 0)
}

test('in any order of arrival the history is the same and sums to the state', () => {
  fc.assert(
    fc.property(arrival, ([list, shuffled, sizes]) => {
      const capacity = 4
      const { commit, stored } = model(capacity)
      for (const group of inGroups(shuffled, sizes)) commit(group)
      const byTime = [...list].sort(compareKeys)
      let occupied = 0
      const now = new Map<number, boolean>()
      for (const reading of byTime) {
        const before = now.get(reading.slotId) ?? false
        now.set(reading.slotId, reading.occupied)
        const row = stored.find((r) => compareKeys(r, reading) === 0)
        expect(row?.delta).toBe(Number(reading.occupied) - Number(before))
        occupied += row?.delta ?? 0
        expect(occupied).toBeGreaterThanOrEqual(0)
        expect(occupied).toBeLessThanOrEqual(capacity)
      }
      expect(stored).toHaveLength(list.length)
      expect(occupied).toBe([...now.values()].filter(Boolean).length)
    }),
    { numRuns: 500 },
  )
})

test('the reading now is the one with the highest (epoch, seq), and the anchor the newest in time', () => {
  fc.assert(
    fc.property(arrival, ([list, shuffled, sizes]) => {
      const { commit, slots } = model(4)
      for (const group of inGroups(shuffled, sizes)) commit(group)
      for (const slot of slots().values()) {
        const own = list.filter((r) => r.slotId === slot.slotId)
        expect(slot.occupied).toBe(own.at(-1)?.occupied ?? null)
        expect(slot.seq).toBe(own.at(-1)?.seq ?? 0)
        expect(slot.latest).toMatchObject(own.length > 0 ? last(own) : { occupied: false })
        expect(slot.lastSeen).toBe(own.length > 0 ? Math.max(...own.map((r) => r.time)) : null)
      }
    }),
    { numRuns: 500 },
  )
})

function last(own: Reading[]) {
  const { time, epochNo, seq, occupied } = [...own].sort(compareKeys).at(-1) as Reading
  return { time, epochNo, seq, occupied }
}

test('a repeated reading keeps the time since when', () => {
  const { commit, slots } = model(1)
  const at = (seq: number, time: number, occupied: boolean): Reading => ({
    slotId: 0,
    lotId: 1,
    epochNo: 1,
    seq,
    time,
    occupied,
    suspect: false,
    sourceMs: time,
  })
  commit([at(1, 10, true)])
  commit([at(2, 20, true)])
  expect(slots().get(0)).toMatchObject({ occupied: true, since: 10, lastSeen: 20 })
  commit([at(3, 30, false)])
  expect(slots().get(0)).toMatchObject({ occupied: false, since: 30 })
})
