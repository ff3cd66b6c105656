import { expect, test } from 'vitest'
import { seeded, seedOf, wholeBetween } from './random.ts'

test('one seed gives one stream of numbers in [0, 1)', () => {
  const [a, b] = [seeded(7), seeded(7)]
  for (let i = 0; i < 1000; i++) {
    const n = a()
    expect(b()).toBe(n)
    expect(n >= 0 && n < 1).toBe(true)
  }
})

test('numbers spread evenly', () => {
  const random = seeded(1)
  const tens = Array.from({ length: 10 }, () => 0)
  for (let i = 0; i < 10_000; i++) {
    const ten = wholeBetween(random, 0, 9)
    tens[ten] = (tens[ten] ?? 0) + 1
  }
  for (const n of tens) expect(Math.abs(n - 1000)).toBeLessThan(120)
})

test('parts of a run have seeds of their own', () => {
  const seeds = ['lot-1', 'lot-2', 'plan'].flatMap((name) => [seedOf(1, name), seedOf(2, name)])
  expect(new Set(seeds).size).toBe(6)
})
