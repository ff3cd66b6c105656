import { expect, test } from 'vitest'
import { countSeries } from './count-series.ts'

const file = (...rows: string[]) =>
  ['SystemCodeNumber,Capacity,Occupancy,LastUpdated', ...rows, ''].join('\n')

test('rows become one series per car park in order of time', () => {
  const series = countSeries(
    file(
      'Broad Street,690,12,2016-11-01 08:30:00',
      'NIA North,480,3,2016-11-01 08:00:00',
      'Broad Street,690,10,2016-11-01 08:00:00',
    ),
  )
  expect(series.map((s) => s.lot)).toEqual(['Broad-Street', 'NIA-North'])
  expect(series[0]?.readings.map((r) => r.count)).toEqual([10, 12])
})

test('a repeated row counts once', () => {
  const row = 'A,10,1,2016-11-01 08:00:00'
  expect(countSeries(file(row, row, row))).toMatchObject([
    { duplicates: 2, readings: [{ count: 1 }], conflicting: [] },
  ])
})

test('rows that contradict each other at one stamp are all set aside', () => {
  const series = countSeries(file('A,10,1,2016-11-01 08:00:00', 'A,10,2,2016-11-01 08:00:00'))
  expect(series).toMatchObject([{ readings: [], duplicates: 0 }])
  expect(series[0]?.conflicting).toHaveLength(2)
})

test('a count below zero or above the capacity is flagged', () => {
  const [series] = countSeries(
    file(
      'A,10,-1,2016-11-01 08:00:00',
      'A,10,0,2016-11-01 08:30:00',
      'A,10,10,2016-11-01 09:00:00',
      'A,10,11,2016-11-01 09:30:00',
    ),
  )
  expect(series?.readings.map((r) => r.flag)).toEqual(['below-zero', null, null, 'over-capacity'])
})

test('a line of another shape is named', () => {
  expect(() => countSeries(file('A,10,x,2016-11-01 08:00:00'))).toThrow('Line 2 is not')
})

test('a car park with two capacities is refused', () => {
  const rows = ['A,10,1,2016-11-01 08:00:00', 'A,11,1,2016-11-01 08:30:00']
  expect(() => countSeries(file(...rows))).toThrow('A has 2 capacities')
})
