import { expect, test } from 'vitest'
import { formatClock, formatMoment, zoneOffsetMinutes } from './zoned.ts'

const winter = Date.UTC(2026, 10, 22, 16, 45, 10)

test('a moment is told on the clock of the lot and names its zone', () => {
  expect(formatMoment(winter, 'Europe/Berlin', 'en-GB')).toBe('22 Nov 2026, 17:45:10 CET')
  expect(formatClock(winter, 'America/New_York', { locale: 'en-GB' })).toBe('11:45')
})

test('the offset of a zone follows its summer time', () => {
  expect(zoneOffsetMinutes(winter, 'Europe/Berlin')).toBe(60)
  expect(zoneOffsetMinutes(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe(120)
  expect(zoneOffsetMinutes(winter, 'Asia/Kathmandu')).toBe(345)
  expect(zoneOffsetMinutes(winter, 'America/St_Johns')).toBe(-210)
  expect(zoneOffsetMinutes(winter, 'UTC')).toBe(0)
})
