import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addRange, type Ranges } from '#contracts/rules/ranges.ts'
import { claimsOn, countHoles, formatMultirange, parseMultirange, unite } from './received.ts'

const seq = fc.integer({ min: 1, max: 60 })
const span = fc.tuple(seq, fc.nat(9)).map(([from, more]) => [from, from + more] as const)
const toSet = (ranges: Ranges) => {
  const all = new Set<number>()
  for (const [from, to] of ranges) for (let n = from; n <= to; n++) all.add(n)
  return all
}
const toRanges = (numbers: Iterable<number>) =>
  [...numbers].reduce<Ranges>((all, n) => addRange(all, n, n), [])

test("PostgreSQL's multirange text is read and written", () => {
  expect(parseMultirange('{}')).toEqual([])
  expect(parseMultirange('{[1,5),[7,8)}')).toEqual([
    [1, 4],
    [7, 7],
  ])
  expect(formatMultirange([])).toBe('{}')
  expect(
    formatMultirange([
      [1, 4],
      [7, 7],
    ]),
  ).toBe('{[1,4],[7,7]}')
})

test('PK-061 whatever is resent in whatever order, each number is claimed once: as a set does', () => {
  const step = fc.oneof(
    seq.map((n) => ({ n })),
    span.map((gap) => ({ gap })),
  )
  fc.assert(
    fc.property(fc.array(span), fc.array(step, { maxLength: 80 }), (before, steps) => {
      const received = before.reduce<Ranges>((all, [from, to]) => addRange(all, from, to), [])
      const model = toSet(received)
      const claims = claimsOn(received)
      for (const step of steps) {
        if ('n' in step) {
          expect(claims.claim(step.n)).toBe(!model.has(step.n))
          model.add(step.n)
        } else {
          claims.claimRange(...step.gap)
          for (let n = step.gap[0]; n <= step.gap[1]; n++) model.add(n)
        }
      }
      expect(unite(received, claims.added())).toEqual(toRanges([...model].sort((a, b) => a - b)))
    }),
  )
})

test('holes are the numbers below the highest that are missing', () => {
  fc.assert(
    fc.property(fc.uniqueArray(seq), (numbers) => {
      const ranges = toRanges(numbers.sort((a, b) => a - b))
      expect(countHoles(ranges)).toBe(Math.max(0, ...numbers) - numbers.length)
    }),
  )
})
