import { expect, test } from 'vitest'
import { LocalOccupancy } from '#contracts/mqtt/local.ts'
import { seeded } from '../random.ts'
import { drawFault, type Fault, faults, usualShares } from './faults.ts'
import { makeSensor } from './sensor.ts'

const sensor = (fault?: Fault) => makeSensor('P1-A01', fault, seeded(1))
const body = (message: { payload: string } | undefined) => JSON.parse(message?.payload ?? '')

test('a sound sensor says each change once, with an id of its own, and its reading as heartbeat', () => {
  const one = sensor()
  expect(one.heartbeat()).toEqual([])
  const [first] = one.change(true, 1_000)
  const [second] = one.change(false, 1_000)
  expect(LocalOccupancy.parse(body(first))).toMatchObject({ occupied: true, t: 1_000 })
  expect(first?.eventId).not.toBe(second?.eventId)
  const [beat] = one.heartbeat()
  expect(LocalOccupancy.parse(body(beat))).toMatchObject({ occupied: false })
  expect(one.told()).toBe(false)
})

test('a silent sensor says nothing and a stuck one never changes', () => {
  const silent = sensor('silent')
  expect([silent.change(true, 1), silent.heartbeat(), silent.told()]).toEqual([[], [], undefined])
  const stuck = sensor('stuck')
  stuck.change(true, 1)
  expect(stuck.change(false, 2)).toEqual([])
  expect(body(stuck.heartbeat()[0]).occupied).toBe(true)
})

test('a sensor with a wrong clock is ten years off', () => {
  const now = Date.UTC(2026, 0, 1)
  const [message] = sensor('wrong-clock').change(true, now)
  expect(new Date(body(message).t).getUTCFullYear()).toBe(2016)
})

test('a duplicate sensor sends the same message twice', () => {
  const [first, second, ...more] = sensor('duplicate').change(true, 1)
  expect(second).toEqual(first)
  expect(more).toEqual([])
})

test('a broken sensor sends text that is no JSON, and counts it not as told', () => {
  const one = sensor('broken-json')
  const broken = Array.from({ length: 50 }, (_, t) => one.change(t % 2 === 0, t)[0]).filter((m) => {
    try {
      return body(m) === undefined
    } catch {
      return true
    }
  })
  expect(broken.length).toBeGreaterThan(0)
  expect(broken.length).toBeLessThan(50)
})

test('a flapping sensor ends its burst with the truth', () => {
  const one = sensor('flapping')
  one.change(true, 1)
  expect(body(one.flap(false, 2)[0]).occupied).toBe(false)
  expect(body(one.flap(true, 3)[0]).occupied).toBe(true)
})

test('faults come in the shares that were asked for', () => {
  const random = seeded(5)
  const drawn = Array.from({ length: 100_000 }, () => drawFault(random))
  for (const fault of faults) {
    const share = drawn.filter((d) => d === fault).length / drawn.length
    expect(share).toBeGreaterThan(usualShares[fault] * 0.7)
    expect(share).toBeLessThan(usualShares[fault] * 1.3)
  }
})
