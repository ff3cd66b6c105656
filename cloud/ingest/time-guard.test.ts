import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptedTimes, guardSeen, guardTime } from './time-guard.ts'

const now = Date.UTC(2026, 2, 14, 8, 30)
const ntp = { src: 'ntp', offMs: 250, errMs: 5 } as const
const none = { src: 'none', offMs: 999_999, errMs: 0 } as const
const tenYears = 10 * 365 * 86_400_000

test('PK-064 a clock ten years off gives the time of receipt and a flag', () => {
  expect(guardTime(now - tenYears, ntp, now)).toEqual({ time: now, suspect: true })
  expect(guardTime(now + tenYears, ntp, now)).toEqual({ time: now, suspect: true })
})

test('a known offset corrects the source, an unknown one does not', () => {
  expect(guardTime(now - 1_000, ntp, now)).toEqual({ time: now - 750, suspect: false })
  expect(guardTime(now - 1_000, none, now)).toEqual({ time: now - 1_000, suspect: false })
})

test('PK-064 no stored time is outside the accepted window, whatever the source says', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer(), (source, offMs) => {
      const { time, suspect } = guardTime(source, { src: 'rtc', offMs, errMs: 0 }, now)
      expect(time).toBeGreaterThanOrEqual(now - acceptedTimes.pastMs)
      expect(time).toBeLessThanOrEqual(now + acceptedTimes.futureMs)
      if (suspect) expect(time).toBe(now)
    }),
  )
})

test('a sensor is never heard in the future, and a silent one is not made fresh', () => {
  expect(guardSeen(now + tenYears, none, now)).toBe(now)
  expect(guardSeen(now - tenYears, none, now)).toBe(now - tenYears)
  expect(guardSeen(-5, none, now)).toBe(0)
})
