import { expect, test } from 'vitest'
import { londonTime } from './london-time.ts'

test.each([
  ['2016-10-29 12:00:00', '2016-10-29T11:00:00Z'],
  ['2016-10-30 00:30:00', '2016-10-29T23:30:00Z'],
  ['2016-10-30 01:30:00', '2016-10-30T00:30:00Z'],
  ['2016-10-30 12:00:00', '2016-10-30T12:00:00Z'],
  ['2016-12-09 16:29:30', '2016-12-09T16:29:30Z'],
])('%s in Birmingham is %s', (stamp, instant) => {
  expect(londonTime(stamp)).toBe(Date.parse(instant))
})
