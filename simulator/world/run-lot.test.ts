import { expect, test } from 'vitest'
import type { LotDevices } from '../devices/lot-devices.ts'
import { lotWorldAt } from './city-world.ts'
import type { Happening } from './lot-world.ts'
import { karlsruheLots } from './lots.ts'
import { runLot } from './run-lot.ts'

const minute = 60_000
const start = Date.UTC(2026, 2, 3, 8)

/** Devices that acknowledge at once and remember what they were told, on a clock that moves while they are. */
function rememberingDevices(now: { ms: number }) {
  const happenings: Happening[] = []
  const counts: number[] = []
  const devices: LotDevices = {
    begin: async () => {},
    tell: async (told, stamp) => {
      now.ms += 40
      happenings.push(...told.map((h) => ({ ...h, t: stamp(h.t) })))
    },
    count: async (_, t) => {
      counts.push(t)
    },
    beat: () => {},
    flap: () => {},
    pending: () => 0,
    idle: async () => {},
    told: () => new Map(),
    [Symbol.asyncDispose]: async () => {},
  }
  return { devices, happenings, counts }
}

test('the past is told once in order, with one count per five minutes, and then the present begins', async () => {
  const [lot] = karlsruheLots(minute)
  if (!lot) throw new Error('no lot')
  const now = { ms: start + 62 * minute }
  const { devices, happenings, counts } = rememberingDevices(now)
  const stop = new AbortController()
  const told: number[] = []
  await runLot({
    world: lotWorldAt(lot, 1, start),
    devices,
    speed: 1,
    heartbeatMs: minute,
    now: () => now.ms,
    signal: stop.signal,
    told: (until) => told.push(until),
    live: () => stop.abort(),
  })
  expect(counts).toEqual(Array.from({ length: 12 }, (_, i) => start + (i + 1) * 5 * minute))
  expect(told.at(-1)).toBeGreaterThanOrEqual(start + 62 * minute)
  expect(told.at(-1)).toBeLessThanOrEqual(now.ms)
  expect(happenings.map((h) => h.t)).toEqual(happenings.map((h) => h.t).toSorted((a, b) => a - b))
  const expected = lotWorldAt(lot, 1, start).advance(told.at(-1) ?? 0)
  expect(happenings).toEqual(expected)
})
