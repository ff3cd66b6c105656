import { expect, test } from 'vitest'
import { LotOccupancy } from '#contracts/http/occupancy.ts'
import { newest } from './newest.ts'

const lot = (name: string, rev: number, free: number) =>
  LotOccupancy.parse({
    ...{ lot: name, rev, capacity: 9, free, occupied: 9 - free, unknown: 0, closed: 0 },
    ...{ quality: 'measured', confidence: 1, lastObservedAt: null },
    ...{ gateway: 'online', heartbeatMs: 60_000 },
  })

test('an older revision never replaces a newer one', () => {
  const known = [lot('a', 5, 1), lot('b', 1, 2)]
  expect(newest(known, [lot('a', 4, 8), lot('b', 2, 3)])).toEqual([lot('a', 5, 1), lot('b', 2, 3)])
})

test('the same revision told again wins, because trust ages without a new revision', () => {
  expect(newest([lot('a', 5, 1)], [lot('a', 5, 0)])).toEqual([lot('a', 5, 0)])
})

test('a lot not known before comes last', () => {
  expect(newest([lot('a', 1, 1)], [lot('z', 1, 1)]).map((l) => l.lot)).toEqual(['a', 'z'])
})
