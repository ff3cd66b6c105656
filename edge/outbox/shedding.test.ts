import { expect, test } from 'vitest'
import { gapsOf } from './gaps.ts'
import { thinOccupancy } from './shedding.ts'

const at = (seq: number, slot: string, t: number) => ({ seq, slot, t })

test('PK-052 of each slot and minute the first and the last occupancy stay', () => {
  const events = [
    at(1, 'A', 0),
    at(2, 'A', 10_000),
    at(3, 'B', 20_000),
    at(4, 'A', 30_000),
    at(5, 'A', 59_999),
    at(6, 'A', 60_000),
    at(7, 'B', 50_000),
  ]
  expect(thinOccupancy(events, 1e9, () => 1)).toEqual([2, 4])
})

test('PK-052 no more is dropped than needed, oldest first', () => {
  const events = Array.from({ length: 10 }, (_, i) => at(i + 1, 'A', i))
  expect(thinOccupancy(events, 250, () => 100)).toEqual([2, 3, 4])
})

test('PK-051 a gap never covers an event that is still owed', () => {
  const dropped = [2, 3, 5, 9].map((seq) => ({ seq, class: 'B' as const }))
  const owed = new Set([4])
  const free = (from: number, to: number) => ![...owed].some((s) => from <= s && s <= to)
  expect(gapsOf(dropped, 'expired', free)).toEqual([
    { from: 2, to: 3, class: 'B', reason: 'expired', count: 2 },
    { from: 5, to: 9, class: 'B', reason: 'expired', count: 2 },
  ])
})
