import { expect, test } from 'vitest'
import { countTrust, slotState } from './trust.ts'

const minute = 60_000
const heard = { closed: false, occupied: false, lastSeenAt: 1_000_000 }

test('a slot never heard of is unknown', () => {
  expect(slotState({ closed: false, occupied: null, lastSeenAt: null }, 1_000_000, minute)).toBe(
    'unknown',
  )
})

test('PK-075 a slot not heard of for three heartbeats is unknown, never free', () => {
  expect(slotState(heard, 1_000_000 + 3 * minute, minute)).toBe('free')
  expect(slotState(heard, 1_000_001 + 3 * minute, minute)).toBe('unknown')
})

test("the landlord's switch wins over the sensor", () => {
  expect(slotState({ ...heard, closed: true, occupied: true }, 1_000_000, minute)).toBe('closed')
})

test('confidence is the share of open slots whose state is known', () => {
  const trust = countTrust({ open: 8, known: 6, gatewayOnline: true, lastObservedAt: 5 })
  expect(trust).toEqual({ quality: 'measured', confidence: 0.75, lastObservedAt: 5 })
})

test('a lot whose gateway is away is stale, and unknown once no slot is fresh', () => {
  expect(countTrust({ open: 8, known: 8, gatewayOnline: false, lastObservedAt: 5 }).quality).toBe(
    'stale',
  )
  expect(countTrust({ open: 8, known: 0, gatewayOnline: false, lastObservedAt: 5 }).quality).toBe(
    'unknown',
  )
})

test('a lot with no open slot claims nothing', () => {
  expect(countTrust({ open: 0, known: 0, gatewayOnline: true, lastObservedAt: null })).toEqual({
    quality: 'unknown',
    confidence: 0,
    lastObservedAt: null,
  })
})
