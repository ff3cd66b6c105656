import { expect, test } from 'vitest'
import { LotOccupancy } from '#contracts/http/occupancy.ts'
import { newAuditor } from './auditor.ts'

const row = (lot: string, rev: number) =>
  LotOccupancy.parse({
    ...{ lot, rev, capacity: 1, free: 1, occupied: 0, unknown: 0, closed: 0 },
    ...{ quality: 'measured', confidence: 1, lastObservedAt: null },
    ...{ gateway: 'online', heartbeatMs: 1_000 },
  })
const node = (revs: Record<string, number>, differing: string[] = []) => ({
  revOf: (lot: string) => revs[lot],
  differs: (one: LotOccupancy) => differing.includes(one.lot),
})
const nothing = { reload: [], resync: [], wentBack: [] }

test('a lot behind at one audit is only late; behind the same revision at the next it missed a delta', () => {
  const audit = newAuditor()
  expect(audit([row('a', 5)], node({ a: 4 }))).toEqual(nothing)
  expect(audit([row('a', 6)], node({ a: 5 }))).toEqual(nothing)
  expect(audit([row('a', 7)], node({ a: 5 }))).toEqual({ ...nothing, reload: ['a'], resync: ['a'] })
})

test('a lot whose slots or switches changed is loaded again, a new one without telling anybody', () => {
  const audit = newAuditor()
  expect(audit([row('a', 1), row('b', 0)], node({ a: 1 }, ['a', 'b']))).toEqual({
    reload: ['a', 'b'],
    resync: ['a'],
    wentBack: [],
  })
})

test('a database restored to an older state is believed', () => {
  const audit = newAuditor()
  audit([row('a', 9)], node({ a: 9 }))
  const all = { reload: ['a'], resync: ['a'], wentBack: ['a'] }
  expect(audit([row('a', 3)], node({ a: 9 }))).toEqual(all)
  expect(audit([row('a', 4)], node({ a: 4 }))).toEqual(nothing)
})
