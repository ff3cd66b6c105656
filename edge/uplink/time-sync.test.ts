import { expect, test } from 'vitest'
import { type ClockState, measure, synced, unknownClock } from './time-sync.ts'

/** An exchange with the cloud `ahead` ms ahead, after `out` and `back` ms on the way. */
const exchange = (ahead: number, out = 10, back = 10) => {
  const t0 = 1_000_000
  const t1 = t0 + out + ahead
  return { t0, t1, t2: t1 + 5, t3: t0 + out + 5 + back }
}

test('PK-090 the error bound covers the true offset however the way is shared', () => {
  for (const [out, back] of [
    [1, 99],
    [99, 1],
    [50, 50],
  ] as const) {
    const { offMs, errMs } = measure(exchange(700, out, back))
    expect(Math.abs(offMs - 700)).toBeLessThanOrEqual(errMs)
  }
})

test('the exchange with the least error counts', () => {
  let state: ClockState = unknownClock
  for (const sample of [exchange(100, 10, 10), exchange(100, 200, 10)]) {
    state = synced(state, sample, 0).state
  }
  expect(state.info).toEqual({ src: 'rtc', offMs: 100, errMs: 10 })
})

test('a wall clock that agrees with the cloud is steered by NTP', () => {
  expect(synced(unknownClock, exchange(3), 0).state.info.src).toBe('ntp')
})

test('PK-090 a step of more than 5 s is refused unless the wall clock made it too', () => {
  const refused = synced(unknownClock, exchange(60_000), 0)
  expect(refused).toMatchObject({ kind: 'refused', offMs: 60_000 })
  expect(refused.state.info).toMatchObject({ src: 'none', offMs: 0, errMs: 60_000 })
  expect(synced(unknownClock, exchange(60_000), 60_100).kind).toBe('follow')
  expect(synced(unknownClock, exchange(60_000), 3_600_000).kind).toBe('refused')
})

test('PK-091 a wall clock that jumps alone changes nothing', () => {
  const before = synced(unknownClock, exchange(2), 0).state
  const after = synced(before, exchange(2), 86_400_000)
  expect(after).toMatchObject({ kind: 'kept', state: { info: { offMs: 2 } } })
})
