import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hear, type SlotState, settle, type Telling } from './slot-sensor.ts'

const rule = { changes: 4, withinMs: 60_000, settleMs: 30_000 }

test('PK-013 an unchanged reading only renews last seen, battery and radio', () => {
  const first = hear(undefined, { occupied: true, t: 5, at: 10 }, rule)
  expect(first.tell).toEqual([{ kind: 'occupancy', occupied: true, t: 5 }])
  const again = hear(first.state, { occupied: true, t: 9, at: 20, batteryPercent: 80 }, rule)
  expect(again).toMatchObject({ tell: [], changed: false })
  expect(again.state).toMatchObject({ seen: 20, since: 5, batteryPercent: 80 })
})

test('PK-014 a sensor that changes too often is held, and its settling says how often it changed', () => {
  let state: SlotState | undefined
  const told: Telling[] = []
  const say = (occupied: boolean, at: number) => {
    const heard = hear(state, { occupied, t: at, at }, rule)
    state = heard.state
    told.push(...heard.tell)
  }
  for (let i = 0; i < 10; i++) say(i % 2 === 0, i * 1000)
  expect(told.map((t) => t.kind)).toEqual([
    'occupancy',
    'occupancy',
    'occupancy',
    'occupancy',
    'flapping',
  ])
  expect(settle(state as SlotState, 38_999, rule).changed).toBe(false)
  const settled = settle(state as SlotState, 39_000, rule)
  expect(settled.tell).toEqual([{ kind: 'settled', t: 39_000, held: 6, forMs: 35_000 }])
  expect(settled.state.flapping).toBeUndefined()
})

test('PK-014 whatever a sensor does, every change is told or counted, and at rest the last reading is told', () => {
  const reading = fc.record({ occupied: fc.boolean(), wait: fc.integer({ min: 0, max: 40_000 }) })
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 80 }), (readings) => {
      let state: SlotState | undefined
      let last: boolean | undefined
      let changes = 0
      let counted = 0
      let shown: boolean | undefined
      let now = 0
      const listen = (tell: readonly Telling[]) => {
        for (const t of tell) {
          if (t.kind === 'occupancy') {
            counted++
            shown = t.occupied
          } else if (t.kind === 'settled') counted += t.held
        }
      }
      for (const { occupied, wait } of readings) {
        now += wait
        if (state) {
          const rested = settle(state, now, rule)
          state = rested.state
          listen(rested.tell)
        }
        if (occupied !== last) changes++
        last = occupied
        const heard = hear(state, { occupied, t: now, at: now }, rule)
        state = heard.state
        listen(heard.tell)
      }
      const rested = settle(state as SlotState, now + rule.settleMs, rule)
      listen(rested.tell)
      expect({ shown, counted }).toEqual({ shown: last, counted: changes })
    }),
  )
})

test('without a rule nothing is held', () => {
  let state: SlotState | undefined
  let told = 0
  for (let i = 0; i < 50; i++) {
    const heard = hear(state, { occupied: i % 2 === 0, t: i, at: i }, null)
    state = heard.state
    told += heard.tell.length
  }
  expect(told).toBe(50)
})
