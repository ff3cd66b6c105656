import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../random.ts'
import { demandFor, type Profile } from './demand.ts'
import { localHours } from './local-hour.ts'
import { type Happening, type LotWorld, makeLotWorld } from './lot-world.ts'

const minute = 60_000
const start = Date.UTC(2026, 2, 2)

function world(seed: number, capacity: number, profile: Profile, peak: number): LotWorld {
  return makeLotWorld({
    slots: Array.from({ length: capacity }, (_, i) => ({
      id: `S${i}`,
      class: i % 30 === 0 ? 'disabled' : 'standard',
    })),
    entries: ['entry-1'],
    exits: ['exit-1', 'exit-2'],
    demand: demandFor(profile, capacity * peak),
    localHour: localHours('Europe/Berlin'),
    random: seeded(seed),
    start,
  })
}

const anyWorld = fc.record({
  seed: fc.integer(),
  capacity: fc.integer({ min: 1, max: 60 }),
  profile: fc.constantFrom<Profile>('hotel', 'market', 'mall', 'community'),
  peak: fc.double({ min: 0.1, max: 3, noNaN: true }),
})
const anySteps = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 20, maxLength: 60 })

test('cars inside are never more than the slots, and standing cars never more than cars inside', () => {
  fc.assert(
    fc.property(anyWorld, anySteps, ({ seed, capacity, profile, peak }, steps) => {
      const lot = world(seed, capacity, profile, peak)
      const told = new Set<string>()
      let balance = 0
      let at = start
      for (const step of steps) {
        at += step * minute
        for (const h of lot.advance(at)) {
          if (h.kind === 'slot') {
            expect(told.has(h.slot)).toBe(!h.occupied)
            if (h.occupied) told.add(h.slot)
            else told.delete(h.slot)
          }
          if (h.kind === 'passage' && h.what === 'entry') balance += 1
          if (h.kind === 'passage' && h.what === 'exit') balance -= 1
          expect(balance).toBeGreaterThanOrEqual(told.size)
          expect(balance).toBeLessThanOrEqual(capacity)
        }
        expect(told).toEqual(lot.occupied())
        expect(lot.inside()).toBeGreaterThanOrEqual(balance)
        expect(lot.inside()).toBeLessThanOrEqual(capacity)
      }
    }),
    { numRuns: 60 },
  )
})

test('the same seed gives the same happenings, however time is cut', () => {
  fc.assert(
    fc.property(anyWorld, anySteps, ({ seed, capacity, profile, peak }, steps) => {
      const whole = world(seed, capacity, profile, peak)
      const cut = world(seed, capacity, profile, peak)
      let at = start
      const inParts: Happening[] = []
      for (const step of steps) {
        at += step * minute
        inParts.push(...cut.advance(at))
      }
      expect(inParts).toEqual(whole.advance(at))
    }),
    { numRuns: 20 },
  )
})

test('happenings are told in order of time and never before it', () => {
  const lot = world(7, 40, 'mall', 1.2)
  let last = start
  for (let at = start; at < start + 24 * 60 * minute; at += 7 * minute) {
    for (const h of lot.advance(at)) {
      expect(h.t).toBeGreaterThanOrEqual(last)
      expect(h.t).toBeLessThanOrEqual(at)
      last = h.t
    }
  }
})

test('a lot for which more cars come than fit refuses some at the barrier', () => {
  const lot = world(3, 20, 'mall', 3)
  const happenings = lot.advance(start + 24 * 60 * minute)
  expect(happenings.some((h) => h.kind === 'passage' && h.what === 'deny')).toBe(true)
})

test('on a working day a lot is as full as was asked, give or take chance', () => {
  const lot = world(11, 500, 'mall', 0.8)
  lot.advance(start + 24 * 60 * minute)
  let most = 0
  for (let m = 0; m < 5 * 24 * 60; m += 10) {
    lot.advance(start + 24 * 60 * minute + m * minute)
    most = Math.max(most, lot.occupied().size)
  }
  expect(most / 500).toBeGreaterThan(0.5)
  expect(most / 500).toBeLessThan(0.95)
})

test('an arm that opens closes again before the next car', () => {
  const arms = world(5, 50, 'market', 1)
    .advance(start + 24 * 60 * minute)
    .filter((h) => h.kind === 'arm' && h.barrier === 'entry-1')
  for (const [i, arm] of arms.entries()) {
    expect(arm).toMatchObject({ state: i % 2 === 0 ? 'open' : 'closed' })
  }
})
