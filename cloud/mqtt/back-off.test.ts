import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backOffMs } from './back-off.ts'

const bounds = { firstMs: 1_000, longestMs: 60_000 }

test('the bound of the wait doubles up to the longest', () => {
  const almostOne = 1 - 1e-9
  expect([0, 1, 2, 5, 6, 40].map((n) => backOffMs(n, almostOne, bounds))).toEqual([
    999, 1_999, 3_999, 31_999, 59_999, 59_999,
  ])
})

test('a wait is never negative and never longer than the longest', () => {
  fc.assert(
    fc.property(
      fc.nat(1_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, random) => {
        const ms = backOffMs(n, Math.abs(random), bounds)
        expect(ms).toBeGreaterThanOrEqual(0)
        expect(ms).toBeLessThanOrEqual(bounds.longestMs)
      },
    ),
  )
})
