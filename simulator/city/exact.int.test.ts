import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { LotSnapshot } from '#contracts/http/occupancy.ts'
import { openDevice } from '../devices/device.ts'
import { noFaults } from '../devices/faults.ts'
import { type LotDevices, openLotDevices } from '../devices/lot-devices.ts'
import { openApi } from '../http.ts'
import { seeded } from '../random.ts'
import type { LogRecord } from '../stack/log.ts'
import { type Stack, startStack } from '../stack/stack.ts'
import { lotWorldAt } from '../world/city-world.ts'
import type { LotWorld } from '../world/lot-world.ts'
import { karlsruheLots } from '../world/lots.ts'
import { runLot } from '../world/run-lot.ts'
import { permitsOf } from './world-service.ts'

const lots = karlsruheLots(60_000).slice(0, 3)
const seed = 4
const hour = 60 * 60_000
const records: LogRecord[] = []

let folder: string
let stack: Stack
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parkade-exact-'))
  stack = await startStack({
    folder,
    log: (record) => records.push(record),
    lots: lots.map((lot) => ({ id: lot.id, devices: permitsOf(lot) })),
    gateway: { heartbeatMs: 60_000, snapshotMs: 2_000, settings: { flapping: null } },
    beforeGateways: async ({ url, operatorToken }) => {
      const api = openApi(url, operatorToken)
      for (const lot of lots) await api.putLot(lot.id, lot.description)
    },
  })
})
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test('after an hour of past and a fast present the database holds exactly the world, slot by slot', async () => {
  const stop = new AbortController()
  const started = Date.now()
  const running: { lot: string; world: LotWorld; devices: LotDevices; done: Promise<void> }[] = []
  let live = 0
  for (const lot of lots) {
    const gateway = stack.gateways.get(lot.id)
    const devices = openLotDevices(lot, {
      seed,
      run: 'exact',
      shares: noFaults,
      open: (id) =>
        openDevice({
          id,
          password: gateway?.devicePassword(id) ?? '',
          port: () => gateway?.mqttPort() ?? 0,
          random: seeded(1),
        }),
    })
    const world = lotWorldAt(lot, seed, started - hour)
    const done = runLot({
      world,
      devices,
      speed: 300,
      heartbeatMs: 60_000,
      now: Date.now,
      signal: stop.signal,
      told: () => {},
      live: () => {
        live += 1
      },
    })
    running.push({ lot: lot.id, world, devices, done })
  }
  await vi.waitFor(() => expect(live).toBe(lots.length), { timeout: 90_000 })
  const presentFrom = running.map(({ world }) => world.now())
  await vi.waitFor(
    () => {
      for (const [i, { world }] of running.entries()) {
        expect(world.now() - (presentFrom[i] ?? 0)).toBeGreaterThan(hour)
      }
    },
    { timeout: 60_000, interval: 100 },
  )
  stop.abort()
  await Promise.all(running.map(({ done }) => done))
  await Promise.all(running.map(({ devices }) => devices.idle()))
  const api = openApi(stack.url(), stack.operatorToken)
  for (const { lot, world, devices } of running) {
    await vi.waitFor(
      async () => {
        const snapshot = await api.get(`/v1/lots/${lot}/occupancy`, LotSnapshot)
        const occupied = snapshot.slots.filter((s) => s.occupied).map((s) => s.slot)
        expect(occupied.toSorted()).toEqual([...world.occupied()].toSorted())
        expect(snapshot.slots.every((s) => s.occupied !== null)).toBe(true)
        expect(snapshot.occupied).toBe(world.occupied().size)
      },
      { timeout: 60_000, interval: 200 },
    )
    await devices[Symbol.asyncDispose]()
  }
  expect(records.filter((r) => r.level === 'error' || r.level === 'fatal')).toEqual([])
}, 240_000)
