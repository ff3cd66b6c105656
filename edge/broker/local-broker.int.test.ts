import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { disposables } from '../disposables.ts'
import { anyDevice, connectDevice, secretOf, sendReading } from '../testing/device.ts'
import { type TestGateway, testGateway } from '../testing/gateway.ts'
import { testWorld } from '../testing/world.ts'

const used = disposables()
afterEach(() => used[Symbol.asyncDispose]())
const world = async (...options: Parameters<typeof testWorld>) =>
  used.use(await testWorld(...options))

const logged = (gateway: TestGateway, msg: string) => gateway.lines.filter((l) => l.msg === msg)

test('PK-010 a device with a wrong password is refused and named in the log', async () => {
  const { gateway, cloud, device } = await world()
  const refused = connectDevice(gateway.mqttPort, 'sensor', 'wrong')
  await expect(refused).rejects.toMatchObject({ code: 4 })
  expect(logged(gateway, 'device refused: wrong secret')).toMatchObject([{ device: 'sensor' }])
  expect(JSON.stringify(gateway.lines)).not.toContain('wrong"')
  await sendReading(await device(), 'A1', true)
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
})

test('PK-012 a message on a foreign topic is kept as a dead letter, logged, and blocks nothing', async () => {
  const { gateway, cloud, device } = await world({
    devices: [
      { id: 'sensor', secretSha256: secretOf('secret'), publish: ['local/v1/slots/+/occupancy'] },
    ],
  })
  const sensor = await device()
  await sensor.publishAsync('local/v1/barriers/in/event', '{"kind":"entry"}', { qos: 1 })
  await sendReading(sensor, 'A1', true)
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
  expect(sensor.connected).toBe(true)
  expect(logged(gateway, 'message rejected')).toMatchObject([
    { device: 'sensor', topic: 'local/v1/barriers/in/event', reason: 'foreign-topic' },
  ])
})

test('PK-012 broken JSON is kept as a dead letter over a restart, logged, and blocks nothing', async () => {
  const { gateway, cloud, device, folder } = await world()
  const sensor = await device()
  await sensor.publishAsync('local/v1/slots/A1/occupancy', '{"occupied":tr', { qos: 1 })
  await sensor.publishAsync('local/v1/slots/A1/occupancy', '{"occupied":"yes"}', { qos: 1 })
  await sensor.publishAsync('local/v1/nothing', '{}', { qos: 1 })
  await sendReading(sensor, 'A1', true)
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
  expect(logged(gateway, 'message rejected').map((l) => l['reason'])).toEqual([
    'not-json',
    expect.stringMatching(/^schema: occupied/),
    'unknown-topic',
  ])
  await gateway[Symbol.asyncDispose]()
  cloud.snapshots.length = 0
  used.use(await testGateway(folder, cloud.url))
  await vi.waitFor(() => expect(cloud.snapshots[0]?.gateway.deadLetters).toBe(3))
})

test('PK-011 an oversized packet closes its connection at its header, and other devices go on', async () => {
  const { gateway, cloud, device } = await world({ limits: { packetBytes: 1000 } })
  const good = await device()
  const bad = await device()
  const closed = new Promise<void>((resolve) => bad.once('close', () => resolve()))
  bad.publish('local/v1/slots/A1/occupancy', 'x'.repeat(2000), { qos: 1 })
  await closed
  await sendReading(good, 'A1', true)
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
  expect(logged(gateway, 'packet too large')).toMatchObject([{ limit: 1000 }])
})

test('PK-011 the header of a giant is enough, before anybody has signed in', async () => {
  const { gateway } = await world()
  const socket = connect(gateway.mqttPort, '127.0.0.1')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]))
  await closed
  expect(logged(gateway, 'packet too large')).toMatchObject([{ bytes: 268_435_460 }])
})

test('PK-092 a sensor clock ten years off is logged, and its event travels with its own time', async () => {
  const { gateway, cloud, device } = await world()
  const tenYearsAgo = Date.now() - 10 * 365 * 86_400_000
  await sendReading(await device(), 'A1', true, { t: tenYearsAgo })
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
  expect([...cloud.events.values()]).toMatchObject([{ t: tenYearsAgo }])
  expect(logged(gateway, 'device clock is wrong')).toMatchObject([{ device: 'sensor' }])
  await vi.waitFor(() => expect(cloud.snapshots.length).toBeGreaterThan(0))
})

test('PK-010 a device cannot listen to others, and gets no message of theirs', async () => {
  const { gateway, device } = await world({ devices: [anyDevice('sensor'), anyDevice('spy')] })
  const spy = await device('spy')
  const granted = await spy.subscribeAsync('local/v1/#', { qos: 1 }).catch((e: Error) => e)
  expect(granted).toBeInstanceOf(Error)
  expect(logged(gateway, 'subscription refused')).toMatchObject([{ device: 'spy' }])
})

test('PK-015 a device over its rate is slowed down, not refused', async () => {
  const { gateway, cloud, device } = await world({ limits: { messagesPerSecond: 50 } })
  const sensor = await device()
  const began = performance.now()
  await Promise.all(Array.from({ length: 75 }, (_, i) => sendReading(sensor, `S${i}`, true)))
  expect(performance.now() - began).toBeGreaterThan(400)
  await vi.waitFor(() => expect(cloud.events.size).toBe(75))
  expect(logged(gateway, 'device slowed down')).toHaveLength(1)
})

test('PK-015 connections beyond the limit are closed', async () => {
  const { gateway, device } = await world({ limits: { connections: 1 } })
  await device()
  const second = connect(gateway.mqttPort, '127.0.0.1')
  second.on('error', () => {})
  await once(second, 'close')
  expect(logged(gateway, 'too many connections')).toHaveLength(1)
})
