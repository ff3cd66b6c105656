import { afterEach, expect, test, vi } from 'vitest'
import { disposables } from './disposables.ts'
import { simulatedMessage } from './drivers/simulated.ts'
import { sendReading } from './testing/device.ts'
import { testGateway } from './testing/gateway.ts'
import { testWorld } from './testing/world.ts'

const used = disposables()
afterEach(() => used[Symbol.asyncDispose]())
const world = async (...options: Parameters<typeof testWorld>) =>
  used.use(await testWorld(...options))

test('a reading reaches the cloud as an event with the next sequence number', async () => {
  const { cloud, device } = await world()
  const sensor = await device()
  await sendReading(sensor, 'A1', true, { id: 'one' })
  await sendReading(sensor, 'A1', false, { id: 'two' })
  await vi.waitFor(() => expect(cloud.events.size).toBe(2))
  expect([...cloud.events.values()]).toMatchObject([
    { s: 1, id: 'one', k: 'occ', d: { slot: 'A1', occupied: true, src: 'sensor' } },
    { s: 2, id: 'two', k: 'occ', d: { slot: 'A1', occupied: false } },
  ])
})

test('PK-013 an unchanged reading is a heartbeat and makes no event', async () => {
  const { cloud, device } = await world()
  const sensor = await device()
  for (const occupied of [true, true, false]) await sendReading(sensor, 'A1', occupied)
  await vi.waitFor(() => expect(cloud.events.size).toBe(2))
})

test('passages, barrier states, counts and health become events of their kind', async () => {
  const { cloud, device } = await world()
  const sensor = await device()
  const say = (topic: string, body: unknown) =>
    sensor.publishAsync(`local/v1/${topic}`, JSON.stringify(body), { qos: 1 })
  await say('barriers/in/event', { kind: 'entry', method: 'plate', t: 5 })
  await say('barriers/in/state', { state: 'open', t: 6 })
  await say('counters/c/count', { occupied: -3, t: 7 })
  await say('devices/d/health', { batteryPercent: 9, t: 8 })
  await vi.waitFor(() => expect(cloud.events.size).toBe(4))
  expect([...cloud.events.values()].sort((a, b) => a.s - b.s)).toMatchObject([
    { k: 'entry', t: 5, id: expect.stringMatching(/^h-/), d: { barrier: 'in', method: 'plate' } },
    { k: 'barrier', d: { barrier: 'in', state: 'open' } },
    { k: 'count', d: { counter: 'c', occupied: -3 } },
    { k: 'health', d: { device: 'd', batteryPercent: 9 } },
  ])
})

test('PK-017 a passage sent again by a device without ids carries the same id', async () => {
  const { cloud, device } = await world()
  const sensor = await device()
  const passage = JSON.stringify({ kind: 'exit', method: 'ticket', t: 5 })
  for (let i = 0; i < 2; i++) {
    await sensor.publishAsync('local/v1/barriers/out/event', passage, { qos: 1 })
  }
  await vi.waitFor(() => expect(cloud.events.size).toBe(2))
  expect(new Set([...cloud.events.values()].map((e) => e['id'])).size).toBe(1)
})

test('a device in the gateway’s own process is heard like any other', async () => {
  const { cloud, gateway } = await world()
  const reading = { slot: 'Z9', occupied: true }
  await gateway.take(simulatedMessage('inside' as never, { kind: 'slot', reading }))
  await vi.waitFor(() => expect([...cloud.events.values()]).toMatchObject([{ d: reading }]))
})

test('PK-014 a flapping sensor raises one alarm, is held, and ends it with its count', async () => {
  const flapping = { changes: 3, withinMs: 60_000, settleMs: 300 }
  const { cloud, device } = await world({ flapping })
  const sensor = await device()
  for (let i = 0; i < 9; i++) await sendReading(sensor, 'A1', i % 2 === 0)
  const alarms = () => [...cloud.events.values()].filter((e) => e.k === 'alarm')
  await vi.waitFor(() => expect(alarms()).toHaveLength(2), 5000)
  expect(alarms().map((e) => e['d'])).toMatchObject([
    { code: 'flapping', device: 'A1', cleared: false },
    { code: 'flapping', cleared: true, detail: expect.stringMatching(/^6 changes held/) },
  ])
})

test('slots, barriers and last numbers survive a restart', async () => {
  const { cloud, device, gateway, folder } = await world()
  const sensor = await device()
  await sendReading(sensor, 'A1', true)
  await sensor.publishAsync('local/v1/barriers/in/state', '{"state":"open"}', { qos: 1 })
  await gateway[Symbol.asyncDispose]()
  cloud.snapshots.length = 0
  used.use(await testGateway(folder, cloud.url))
  await vi.waitFor(() => expect(cloud.snapshots).toHaveLength(1))
  expect(cloud.snapshots[0]).toMatchObject({
    slots: [{ slot: 'A1', occupied: true, s: 1 }],
    barriers: [{ barrier: 'in', state: 'open' }],
  })
  expect(cloud.statuses.at(-1)).toMatchObject({ state: 'online', boot: 2 })
})

test('health, readiness and metrics are served on the local port', async () => {
  const { gateway, device } = await world()
  await sendReading(await device(), 'A1', true)
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${gateway.httpPort}${path}`)
    return `${response.status} ${await response.text()}`
  }
  expect(await get('/livez')).toBe('200 ok\n')
  expect(await get('/readyz')).toBe('200 ok\n')
  expect(await get('/metrics')).toMatch(/^gateway_accepted_events 1$/m)
  expect(await get('/else')).toMatch(/^404/)
})
