import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LotSnapshot } from '#contracts/http/occupancy.ts'
import { LotId, SlotId } from '#contracts/ids.ts'
import { countSlots } from '#contracts/rules/occupancy.ts'
import { slotState } from '#contracts/rules/trust.ts'
import { type SlotRow, snapshotOf } from './occupancy.ts'

const now = Date.parse('2026-03-14T08:30:00Z')
const time = fc.option(fc.integer({ min: now - 5_000_000, max: now + 600_000 }))
const slot = fc.record({
  closed: fc.boolean(),
  occupied: fc.option(fc.boolean()),
  since: time,
  lastSeenAt: time,
  flapping: fc.boolean(),
  batteryPercent: fc.option(fc.float({ min: 0, max: 100, noNaN: true })),
  rssiDbm: fc.constant(null),
})
const slots = fc
  .array(slot, { maxLength: 60 })
  .map((all) => all.map((s, i): SlotRow => ({ ...s, slot: SlotId.parse(`S${i}`) })))
const lot = fc.record({
  lot: fc.constant(LotId.parse('lot-1')),
  rev: fc.nat(),
  gateway: fc.constantFrom('online', 'offline', 'never'),
  heartbeatMs: fc.integer({ min: 1000, max: 3_600_000 }),
})

test('every count is between 0 and capacity, and together they are the capacity', () => {
  fc.assert(
    fc.property(lot, slots, (facts, rows) => {
      const answer = LotSnapshot.parse(snapshotOf(facts, rows, now))
      const counts = [answer.free, answer.occupied, answer.unknown, answer.closed]
      for (const count of counts) {
        expect(count).toBeGreaterThanOrEqual(0)
        expect(count).toBeLessThanOrEqual(answer.capacity)
      }
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(answer.capacity)
      expect(answer.capacity).toBe(rows.length)
    }),
  )
})

test('each slot is counted under the state a person is shown', () => {
  fc.assert(
    fc.property(slots, fc.integer({ min: 1000, max: 3_600_000 }), (rows, heartbeatMs) => {
      const counts = countSlots(rows, now, heartbeatMs)
      for (const state of ['free', 'occupied', 'unknown', 'closed'] as const) {
        const shown = rows.filter((s) => slotState(s, now, heartbeatMs) === state)
        expect(counts[state]).toBe(shown.length)
      }
    }),
  )
})

test('a slot heard of long ago is unknown, and the lot says when it was last heard', () => {
  const heard = {
    occupied: false,
    since: now,
    flapping: false,
    batteryPercent: null,
    rssiDbm: null,
  }
  const rows = [
    { ...heard, slot: SlotId.parse('a'), closed: false, lastSeenAt: now - 30_000 },
    { ...heard, slot: SlotId.parse('b'), closed: false, lastSeenAt: now - 30_001 },
    { ...heard, slot: SlotId.parse('c'), closed: true, lastSeenAt: now },
  ]
  const facts = { lot: LotId.parse('l'), rev: 4, gateway: 'online' as const, heartbeatMs: 10_000 }
  expect(snapshotOf(facts, rows, now)).toMatchObject({
    free: 1,
    unknown: 1,
    closed: 1,
    quality: 'measured',
    confidence: 0.5,
    lastObservedAt: new Date(now - 30_000).toISOString(),
  })
})
