import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFlag } from './count-flag.ts'

test('an unflagged count is between nothing and the capacity, a flagged one is not', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat(), (occupied, capacity) => {
      const plausible = occupied >= 0 && occupied <= capacity
      expect(countFlag(occupied, capacity) === null).toBe(plausible)
    }),
  )
})

test('a flag says which way a count is impossible', () => {
  expect([-1, 0, 10, 11].map((n) => countFlag(n, 10))).toEqual([
    'below-zero',
    null,
    null,
    'over-capacity',
  ])
})
