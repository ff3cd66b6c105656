import { expect, test } from 'vitest'
import { newHistogram } from './histogram.ts'
import { percentile } from './percentile.ts'

test('the histogram finds what sorting finds', () => {
  const histogram = newHistogram()
  const values = Array.from({ length: 1_000 }, (_, i) => (i * 7919) % 500)
  for (const value of values) histogram.add(value)
  expect(histogram.figures()).toEqual({
    count: 1_000,
    p50: percentile(values, 0.5),
    p99: percentile(values, 0.99),
    max: 499,
  })
  histogram.clear()
  expect(histogram.figures()).toEqual({ count: 0, p50: 0, p99: 0, max: 0 })
})
