import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attackName } from './attack.ts'
import { planFaults } from './plan.ts'

const options = fc.record({
  seed: fc.integer(),
  seconds: fc.integer({ min: 1, max: 200 }),
  gateways: fc.integer({ min: 1, max: 8 }),
})

test('one seed gives one plan', () => {
  fc.assert(
    fc.property(options, (o) => {
      expect(planFaults(o)).toEqual(planFaults(o))
    }),
  )
})

test('a minute holds 24 faults, of every kind at least one', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const plan = planFaults({ seed, seconds: 60, gateways: 4 })
    expect(plan).toHaveLength(24)
    const names = new Set(plan.map((fault) => attackName(fault.attack).replace('ingest-', '')))
    expect([...names].sort()).toEqual([
      'clock-jump',
      'fill-disk',
      'kill-broker',
      'kill-database',
      'kill-gateway',
      'kill-ingest',
      'link-black-hole',
      'link-cut',
      'link-delay',
      'link-half-open',
      'link-slow',
      'resend-storm',
    ])
  }
})

test('faults start in order, inside the run, and hit what has healed', () => {
  fc.assert(
    fc.property(options, (o) => {
      const busyUntil = new Map<string, number>()
      let last = 0
      for (const fault of planFaults(o)) {
        expect(fault.at).toBeGreaterThanOrEqual(last)
        expect(fault.at).toBeLessThan(o.seconds * 1000)
        last = fault.at
        for (const held of fault.holds) {
          expect(busyUntil.get(held) ?? 0).toBeLessThanOrEqual(fault.at)
          busyUntil.set(held, fault.at + fault.forMs)
        }
      }
    }),
  )
})
