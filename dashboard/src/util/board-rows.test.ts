import { expect, test } from 'vitest'
import { Lot } from '#contracts/http/lots.ts'
import { LotOccupancy } from '#contracts/http/occupancy.ts'
import { rowsOf, sortRows, sumRows } from './board-rows.ts'

const now = Date.UTC(2026, 0, 1)
const aLot = (id: string, name: string, capacity = 10) =>
  Lot.parse({ id, name, capacity, latitude: 49, longitude: 8.4, timeZone: 'Europe/Berlin' })
const someCounts = (lot: string, free: number, over: Record<string, unknown> = {}) =>
  LotOccupancy.parse({
    ...{ lot, rev: 1, capacity: 10, free, occupied: 10 - free, unknown: 0, closed: 0 },
    ...{ quality: 'measured', confidence: 1, gateway: 'online', heartbeatMs: 60_000 },
    lastObservedAt: new Date(now).toISOString(),
    ...over,
  })

const rows = rowsOf(
  [aLot('a', 'Zoo'), aLot('b', 'Ähre'), aLot('c', 'Platz 10'), aLot('d', 'Platz 9', 7)],
  [someCounts('a', 5), someCounts('b', 1), someCounts('c', 9, { gateway: 'offline' })],
  now,
)
const ids = (sorted: typeof rows) => sorted.map((r) => r.lot.id).join('')

test('names sort as people read them: accents beside their letter, numbers by size', () => {
  expect(ids(sortRows(rows, { by: 'name', descending: false }))).toBe('bdca')
  expect(ids(sortRows(rows, { by: 'name', descending: true }))).toBe('acdb')
})

test('the fullest come first when asked, the lots in trouble first by standing', () => {
  expect(ids(sortRows(rows, { by: 'share', descending: true }))).toBe('bacd')
  expect(ids(sortRows(rows, { by: 'heard', descending: false }))).toBe('dcba')
})

test('a lot never heard of counts as unknown, not as free', () => {
  expect(sumRows(rows)).toEqual({
    ...{ free: 15, occupied: 15, unknown: 7, capacity: 37, lots: 4, needing: 2 },
  })
})
