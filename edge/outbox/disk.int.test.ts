import { closeSync, openSync, readdirSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { disposables } from '../disposables.ts'
import { connectDevice, sendReading } from '../testing/device.ts'
import { testGateway } from '../testing/gateway.ts'
import { testWorld } from '../testing/world.ts'
import { levelDisk, type QueueDisk } from './open.ts'

const used = disposables()
afterEach(() => used[Symbol.asyncDispose]())
const world = async (...options: Parameters<typeof testWorld>) =>
  used.use(await testWorld(...options))
const patience = { timeout: 20_000 }

test('PK-050 at the hard limit nothing is acknowledged, an alarm is raised, and nothing acknowledged is lost', async () => {
  const { cloud, gateway } = await world({ disk: { maxBytes: 64 * 1024, freeFloorBytes: 0 } })
  cloud.acks = false
  const acknowledged: string[] = []
  let refusals = 0
  let sensor = await connectDevice(gateway.mqttPort, 'sensor')
  used.defer(() => sensor.endAsync(true))
  const closed = new Promise<void>((resolve) => sensor.once('close', () => resolve()))
  for (let i = 0; refusals === 0; i++) {
    const id = `e${i}`
    const done = sendReading(sensor, `S${i}`, true, { id }).then(() => acknowledged.push(id))
    const outcome = await Promise.race([done, closed.then(() => 'closed')])
    if (outcome === 'closed') refusals++
  }
  expect(gateway.lines.map((l) => l.msg)).toContain('disk full, message not taken')
  cloud.acks = true
  const ids = () => new Set([...cloud.events.values()].map((e) => e['id']))
  await vi.waitFor(() => expect(acknowledged.filter((id) => !ids().has(id))).toEqual([]), patience)
  const alarms = () => [...cloud.events.values()].filter((e) => e.k === 'alarm').map((e) => e['d'])
  await vi.waitFor(
    () =>
      expect(alarms()).toMatchObject([
        { code: 'disk-full', cleared: false },
        { code: 'disk-full', cleared: true },
      ]),
    patience,
  )
  sensor = await connectDevice(gateway.mqttPort, 'sensor')
  await sendReading(sensor, 'again', true, { id: 'again' })
  await vi.waitFor(() => expect(ids()).toContain('again'), patience)
})

test('PK-051 PK-052 above the soft limit the interior of a busy slot is shed and declared', async () => {
  const { cloud, gateway, device } = await world({
    disk: { maxBytes: 256 * 1024, softShare: 0.1, freeFloorBytes: 0 },
  })
  cloud.acks = false
  const sensor = await device()
  for (let i = 0; i < 400; i++) await sendReading(sensor, 'busy', i % 2 === 0, { id: `e${i}` })
  await vi.waitFor(() => expect(gateway.lines.map((l) => l.msg)).toContain('events shed'), patience)
  cloud.acks = true
  const accounted = () => {
    const covered = new Set([...cloud.events.values()].map((e) => e.s))
    for (const gap of cloud.batches.flatMap((b) => b.gaps)) {
      for (let s = gap.from; s <= gap.to; s++) covered.add(s)
    }
    return Array.from({ length: 400 }, (_, i) => i + 1).filter((s) => !covered.has(s))
  }
  await vi.waitFor(() => expect(accounted()).toEqual([]), patience)
  const events = [...cloud.events.values()].filter((e) => e.k === 'occ')
  expect(events.some((e) => e.s === 1) && events.some((e) => e.s === 400)).toBe(true)
  expect(events.length).toBeLessThan(400)
})

test('PK-023 a damaged queue is repaired or set aside, and the gateway starts with an alarm', async () => {
  const { cloud, gateway, device, folder } = await world()
  cloud.acks = false
  const sensor = await device()
  for (let i = 0; i < 50; i++) await sendReading(sensor, `S${i}`, true)
  await gateway[Symbol.asyncDispose]()
  const queue = join(folder, 'queue')
  const manifest = readdirSync(queue).find((f) => f.startsWith('MANIFEST')) ?? ''
  truncateSync(join(queue, manifest), 7)
  cloud.acks = true
  cloud.batches.length = 0
  const restarted = used.use(await testGateway(folder, cloud.url))
  expect(restarted.lines.map((l) => l.msg)).toContain('queue damaged')
  const alarms = () => [...cloud.events.values()].filter((e) => e.k === 'alarm')
  await vi.waitFor(
    () => expect(alarms()).toMatchObject([{ d: { code: 'queue-repaired' } }]),
    patience,
  )
  // The numbers after a repair are far from any that was used before.
  expect(alarms()[0]?.s).toBeGreaterThan(100_000)
  const events = () => [...cloud.events.values()].filter((e) => e.k === 'occ')
  await vi.waitFor(() => expect(events()).toHaveLength(50), patience)
})

test('PK-023 a queue beyond repair is set aside and a new epoch begins', async () => {
  const { cloud, gateway, device, folder } = await world()
  await sendReading(await device(), 'A1', true)
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
  const epoch = cloud.batches[0]?.epoch
  await gateway[Symbol.asyncDispose]()
  for (const file of readdirSync(join(folder, 'queue'))) {
    const fd = openSync(join(folder, 'queue', file), 'r+')
    writeSync(fd, Buffer.alloc(4096, 0xa5), 0, 4096, 0)
    closeSync(fd)
  }
  cloud.batches.length = 0
  cloud.events.clear()
  used.use(await testGateway(folder, cloud.url))
  await vi.waitFor(() => expect(cloud.events.size).toBe(1), patience)
  expect([...cloud.events.values()]).toMatchObject([{ k: 'alarm', d: { code: 'queue-set-aside' } }])
  expect(cloud.batches[0]?.epoch).not.toBe(epoch)
  expect(readdirSync(folder).some((f) => f.startsWith('queue.damaged-'))).toBe(true)
})

test('PK-053 when a write fails nothing of it is acknowledged; the disk is opened anew and the device’s resend arrives', async () => {
  let failing = false
  const disk: QueueDisk = {
    ...levelDisk,
    async open(folder) {
      const storage = await levelDisk.open(folder)
      return {
        ...storage,
        batch: (ops, options) =>
          failing ? Promise.reject(new Error('input/output error')) : storage.batch(ops, options),
      }
    },
  }
  const { cloud, gateway, device } = await world({}, { disk })
  const sensor = await device()
  await sendReading(sensor, 'A1', true, { id: 'before' })
  failing = true
  const closed = new Promise<void>((resolve) => sensor.once('close', () => resolve()))
  let answered = false
  sendReading(sensor, 'A1', false, { id: 'during' }).then(
    () => {
      answered = true
    },
    () => {},
  )
  await closed
  expect(answered).toBe(false)
  const ready = async () => (await fetch(`http://127.0.0.1:${gateway.httpPort}/readyz`)).status
  await vi.waitFor(async () => expect(await ready()).toBe(503))
  failing = false
  await vi.waitFor(async () => expect(await ready()).toBe(200), patience)
  const again = await device()
  await sendReading(again, 'A1', false, { id: 'during' })
  const ids = () => [...cloud.events.values()].map((e) => e['id'])
  await vi.waitFor(() => expect(ids()).toEqual(['before', 'during']), patience)
})
