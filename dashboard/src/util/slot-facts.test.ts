import { expect, test } from 'vitest'
import type { SlotView } from '#contracts/rules/live-view.ts'
import { sensorHealth, stateOf } from './slot-facts.ts'

const now = Date.UTC(2026, 0, 1)
const slot = (over: Partial<SlotView> = {}): SlotView => ({
  ...{ closed: false, occupied: true, since: null, lastSeenAt: now, flapping: false },
  ...{ batteryPercent: 80, rssiDbm: null },
  ...over,
})

test('a slot is shown as the shared rule says, and one without a reading is unknown', () => {
  const list = [slot(), slot({ occupied: false }), slot({ closed: true }), undefined]
  const states = (at: number) => list.map((s) => stateOf(s, at, 60_000))
  expect(states(now)).toEqual(['occupied', 'free', 'closed', 'unknown'])
  expect(states(now + 180_001)).toEqual(['unknown', 'unknown', 'closed', 'unknown'])
})

test('silent, flapping and weak sensors are named, the weakest first', () => {
  const slots = new Map([
    ['ok', slot()],
    ['silent', slot({ lastSeenAt: null })],
    ['closed', slot({ lastSeenAt: null, closed: true })],
    ['flaps', slot({ flapping: true, batteryPercent: 19 })],
    ['weak', slot({ batteryPercent: 3 })],
  ])
  expect(sensorHealth(slots, now, 60_000)).toEqual({
    silent: ['silent'],
    flapping: ['flaps'],
    lowBattery: ['weak', 'flaps'],
  })
})
