import { expect, test } from 'vitest'
import { LotOccupancy } from '#contracts/http/occupancy.ts'
import { standingOf } from './standing.ts'

const now = Date.UTC(2026, 0, 1)
const counts = (over: Record<string, unknown>) =>
  LotOccupancy.parse({
    ...{ lot: 'a', rev: 1, capacity: 9, free: 4, occupied: 5, unknown: 0, closed: 0 },
    ...{ quality: 'measured', confidence: 1, gateway: 'online', heartbeatMs: 60_000 },
    lastObservedAt: new Date(now - 1000).toISOString(),
    ...over,
  })

test('a lot that speaks is good, one of which a tenth is unknown is partial', () => {
  expect(standingOf(counts({}), now)).toBe('good')
  expect(standingOf(counts({ confidence: 0.89 }), now)).toBe('partial')
})

test('a lot goes stale by the clock alone, after three heartbeats', () => {
  expect(standingOf(counts({}), now + 178_000)).toBe('good')
  expect(standingOf(counts({}), now + 180_000)).toBe('stale')
})

test('a gateway that is away outweighs stale readings, and never heard outweighs all', () => {
  expect(standingOf(counts({ gateway: 'offline', quality: 'stale' }), now)).toBe('offline')
  expect(standingOf(counts({ gateway: 'offline', lastObservedAt: null }), now)).toBe('never')
})
