import { afterEach, expect, test, vi } from 'vitest'
import { disposables } from './disposables.ts'
import { simulatedMessage } from './drivers/simulated.ts'
import { connectDevice, sendReading } from './testing/device.ts'
import { temporaryFolder, testGateway } from './testing/gateway.ts'
import { testCloud } from './testing/test-cloud.ts'

const used = disposables()
afterEach(() => used[Symbol.asyncDispose]())

async function world(over: Parameters<typeof testGateway>[2] = {}) {
  const folder = temporaryFolder()
  used.defer(() => folder[Symbol.dispose]())
  const cloud = used.use(await testCloud())
  const gateway = used.use(await testGateway(folder.path, cloud.url, over))
  const device = await connectDevice(gateway.mqttPort, 'sensor')
  used.defer(() => device.endAsync(true))
  return { folder: folder.path, cloud, gateway, device }
}

test('a reading reaches the cloud as an event with the next sequence number', async () => {
  const { cloud, device } = await world()
  await sendReading(device, 'A1', true, { id: 'one' })
  await sendReading(device, 'A1', false, { id: 'two' })
  await vi.waitFor(() => expect(cloud.events.size).toBe(2))
  expect([...cloud.events.values()]).toMatchObject([
    { s: 1, id: 'one', k: 'occ', d: { slot: 'A1', occupied: true, src: 'sensor' } },
    { s: 2, id: 'two', k: 'occ', d: { slot: 'A1', occupied: false } },
  ])
})

test('PK-070 PK-071 birth comes first, then the clock is asked, then the snapshot, then events', async () => {
  const { cloud, device } = await world()
  await sendReading(device, 'A1', true)
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
  const kinds = cloud.topics.map((t) => t.split('/').slice(4).join('/'))
  expect(kinds.slice(0, 4)).toEqual([
    'status',
    'up/req',
    'up/state',
    expect.stringMatching(/^up.batch/),
  ])
  expect(cloud.statuses[0]).toMatchObject({ state: 'online', boot: 1 })
})

test('PK-013 an unchanged reading is a heartbeat and makes no event', async () => {
  const { cloud, device } = await world()
  await sendReading(device, 'A1', true)
  await sendReading(device, 'A1', true)
  await sendReading(device, 'A1', false)
  await vi.waitFor(() => expect(cloud.events.size).toBe(2))
})

test('a device in the gateway’s own process is heard like any other', async () => {
  const { cloud, gateway } = await world()
  const reading = { slot: 'Z9', occupied: true }
  await gateway.take(simulatedMessage('inside' as never, { kind: 'slot', reading }))
  await vi.waitFor(() => expect([...cloud.events.values()]).toMatchObject([{ d: reading }]))
})
