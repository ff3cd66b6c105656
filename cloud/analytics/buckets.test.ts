import { expect, test } from 'vitest'
import { bucketBounds } from './buckets.ts'

const at = Date.parse
const hours = (bounds: number[]) =>
  bounds.slice(1).map((ms, i) => (ms - (bounds[i] ?? 0)) / 3_600_000)
const now = at('2026-12-01T00:00:00Z')

test.each([
  ['Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', [24, 23, 24]],
  ['Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z', [24, 25, 24]],
  ['Australia/Lord_Howe', '2026-04-04T12:00:00Z', '2026-04-05T12:00:00Z', [24, 24.5]],
  ['UTC', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', [24, 24, 24]],
])('days in %s from %s have the hours of the local day', (timeZone, from, to, expected) => {
  const range = { from: at(from), to: at(to), resolution: 'day' as const, timeZone }
  expect(hours(bucketBounds(range, now))).toEqual(expected)
})

test('a day begins when the local date changes, also where midnight does not exist', () => {
  const range = {
    from: at('2026-09-05T12:00:00Z'),
    to: at('2026-09-07T12:00:00Z'),
    resolution: 'day' as const,
    timeZone: 'America/Santiago',
  }
  expect(bucketBounds(range, now).map((ms) => new Date(ms).toISOString())).toEqual([
    '2026-09-05T04:00:00.000Z',
    '2026-09-06T04:00:00.000Z',
    '2026-09-07T03:00:00.000Z',
    '2026-09-08T03:00:00.000Z',
  ])
})

test('the running bucket ends now, and none begins in the future', () => {
  const range = {
    from: at('2026-11-30T22:30:00Z'),
    to: at('2026-12-03T00:00:00Z'),
    resolution: 'hour' as const,
    timeZone: 'UTC',
  }
  expect(hours(bucketBounds(range, at('2026-11-30T23:15:00Z')))).toEqual([1, 0.25])
  expect(bucketBounds(range, at('2026-11-30T22:00:00Z'))).toEqual([])
})
