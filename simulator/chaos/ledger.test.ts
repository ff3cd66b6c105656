import { expect, test } from 'vitest'
import { type Holdings, type Promises, settle, sumAccounts } from './ledger.ts'

const promises: Promises = {
  readings: new Set(['r1', 'r2', 'r3']),
  passages: new Set(['p1']),
  resent: 0,
}
const holdings = (
  rows: Record<string, number>,
  rest: Partial<Omit<Holdings, 'rows'>> = {},
): Holdings => ({ rows: new Map(Object.entries(rows)), withoutId: 0, gaps: [], ...rest })
const gap = (name: string, count: number, missing = count) => ({ class: name, count, missing })
const all = { r1: 1, r2: 1, r3: 1, p1: 1 }

test('everything stored once is a clean account', () => {
  expect(settle(promises, holdings(all))).toEqual({
    acknowledged: 4,
    stored: 4,
    dropped: 0,
    gapsDeclared: 0,
    lost: 0,
    duplicated: 0,
    overdeclared: 0,
  })
})

test('a missing reading is lost unless a gap declares it', () => {
  const { r2: _, ...rest } = all
  expect(settle(promises, holdings(rest)).lost).toBe(1)
  const gaps = [gap('B', 1)]
  expect(settle(promises, holdings(rest, { gaps }))).toMatchObject({ lost: 0, dropped: 1 })
})

test('a missing passage is lost whatever gaps say', () => {
  const { p1: _, ...rest } = all
  const gaps = [gap('A', 5), gap('B', 5), gap('C', 5)]
  expect(settle(promises, holdings(rest, { gaps })).lost).toBe(1)
})

test('a drop of what was committed before covers nothing and is no lie', () => {
  const { r2: _, ...rest } = all
  const gaps = [gap('B', 3, 1)]
  expect(settle(promises, holdings(rest, { gaps }))).toMatchObject({ lost: 0, overdeclared: 0 })
  const none = [gap('B', 3, 0)]
  expect(settle(promises, holdings(rest, { gaps: none })).lost).toBe(1)
})

test('health drops do not cover readings', () => {
  const gaps = [gap('C', 3)]
  expect(settle(promises, holdings({ p1: 1 }, { gaps })).lost).toBe(3)
})

test('an id with two rows, a row without an id: each is one too many', () => {
  expect(settle(promises, holdings({ ...all, r1: 3 }, { withoutId: 2 })).duplicated).toBe(4)
})

test('an id seen but without a row is missing', () => {
  expect(settle(promises, holdings({ ...all, r1: 0 })).lost).toBe(1)
})

test('stored events that were not acknowledged are no loss and no duplicate', () => {
  expect(settle(promises, holdings({ ...all, unanswered: 1 }))).toMatchObject({
    lost: 0,
    duplicated: 0,
    stored: 4,
  })
})

test('a gateway that declares drops of what is stored is found out', () => {
  const gaps = [gap('B', 2)]
  expect(settle(promises, holdings(all, { gaps })).overdeclared).toBe(2)
  expect(settle({ ...promises, resent: 2 }, holdings(all, { gaps })).overdeclared).toBe(0)
})

test('one gateway’s spare drops do not cover another’s loss', () => {
  const { r2: _, ...rest } = all
  const loser = settle(promises, holdings(rest))
  const spare = settle({ ...promises, resent: 9 }, holdings(all, { gaps: [gap('B', 9)] }))
  expect(sumAccounts([loser, spare])).toMatchObject({ lost: 1, dropped: 9, acknowledged: 8 })
})
