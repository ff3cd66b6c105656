import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestIndex, timeTicks, valueTicks } from './axis.ts'

test('value ticks are round, start at nothing and reach the top', () => {
  expect(valueTicks(410)).toEqual([0, 200, 400, 600])
  expect(valueTicks(3)).toEqual([0, 1, 2, 3])
  expect(valueTicks(0)).toEqual([0, 1])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (top) => {
      const ticks = valueTicks(top)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(top)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }),
  )
})

test('time ticks are round on the clock of the lot, also across a change of summer time', () => {
  const from = Date.UTC(2026, 2, 28, 12)
  const ticks = timeTicks(from, from + 24 * 3_600_000, 'Europe/Berlin', 8)
  expect(ticks.map((t) => new Date(t.at).toISOString().slice(8, 16))).toEqual([
    ...['28T14:00', '28T17:00', '28T20:00', '28T23:00', '29T01:00'],
    ...['29T04:00', '29T07:00', '29T10:00'],
  ])
  expect(ticks.filter((t) => t.isDay)).toHaveLength(1)
})

test('the nearest value is found on both sides and at the ends', () => {
  const values = [10, 20, 40]
  expect([0, 14, 16, 29, 31, 99].map((at) => nearestIndex(values, at))).toEqual([0, 0, 1, 1, 2, 2])
  expect(nearestIndex([], 5)).toBe(-1)
})
