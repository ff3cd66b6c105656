import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addRange, countNumbers, hasNumber, type Ranges } from './ranges.ts'

const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }))

test('ranges hold what a set would hold, ascending and never touching', () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), (added) => {
      let ranges: Ranges = []
      const model = new Set<number>()
      for (const [from, length] of added) {
        ranges = addRange(ranges, from, from + length)
        for (let n = from; n <= from + length; n++) model.add(n)
      }
      for (let n = 0; n <= 75; n++) expect(hasNumber(ranges, n)).toBe(model.has(n))
      expect(countNumbers(ranges)).toBe(model.size)
      for (const [i, [from, to]] of ranges.entries()) {
        expect(from).toBeLessThanOrEqual(to)
        expect(from).toBeGreaterThan((ranges[i - 1]?.[1] ?? -1) + 1)
      }
    }),
  )
})

test('adding a range that is already there changes nothing', () => {
  expect(addRange([[1, 9]], 3, 5)).toEqual([[1, 9]])
})

test('a range that closes a hole makes one range', () => {
  expect(
    addRange(
      [
        [1, 4],
        [6, 9],
      ],
      5,
      5,
    ),
  ).toEqual([[1, 9]])
})
