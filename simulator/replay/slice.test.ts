import { expect, test } from 'vitest'
import { seeded } from '../random.ts'
import { countSeries } from './count-series.ts'
import { movements } from './movements.ts'
import { countSignals, shiftTo, sliceOf } from './slice.ts'

const series = countSeries(
  `SystemCodeNumber,Capacity,Occupancy,LastUpdated
A,10,4,2016-11-01 08:00:00
A,10,11,2016-11-01 08:30:00
A,10,1,2016-11-02 08:00:00
B,20,20,2016-11-01 09:00:00
B,20,0,2016-11-03 09:00:00
`,
)

test('a slice has the first lots and their first days', () => {
  const [only, ...others] = sliceOf(series, { lots: 1, days: 1 })
  expect(only?.readings.map((r) => r.count)).toEqual([4, 11])
  expect(others).toEqual([])
  expect(sliceOf(series, {})).toEqual(series)
})

test('all lots move in time by the same amount, the last reading to just before now', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  expect(shiftTo(now, series, 60_000)).toBe(now - 60_000 - Date.parse('2016-11-03T09:00:00Z'))
})

test('as many signals are foretold as there are', () => {
  for (const one of series) {
    expect(countSignals(one)).toBe([...movements(one, seeded(1))].flat().length)
  }
})
