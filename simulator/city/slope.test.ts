import { expect, test } from 'vitest'
import { slopeOf } from './slope.ts'

test('the slope of a line is its growth per unit of time, whatever the noise that evens out', () => {
  const line = [0, 1, 2, 3, 4, 5].map((at) => ({ at, value: 10 + 3 * at }))
  expect(slopeOf(line)).toBeCloseTo(3)
  const noisy = line.map((s, i) => ({ ...s, value: s.value + ([1, -1, -1, -1, -1, 3][i] ?? 0) }))
  expect(slopeOf(noisy)).toBeGreaterThan(2)
  expect(slopeOf(line.map((s) => ({ ...s, value: 7 })))).toBe(0)
})

test('without two different times there is no slope', () => {
  expect(slopeOf([])).toBe(0)
  expect(slopeOf([{ at: 1, value: 5 }])).toBe(0)
})
