import { afterEach, expect, test, vi } from 'vitest'
import { disposables } from '../disposables.ts'
import { sendReading } from '../testing/device.ts'
import { testGateway } from '../testing/gateway.ts'
import { testCloud } from '../testing/test-cloud.ts'
import { testWorld } from '../testing/world.ts'

const used = disposables()
afterEach(() => used[Symbol.asyncDispose]())
const world = async (...options: Parameters<typeof testWorld>) =>
  used.use(await testWorld(...options))
const patience = { timeout: 15_000 }

test('PK-070 PK-071 birth comes first, then the clock is asked, then the snapshot, then events', async () => {
  const { cloud, device } = await world()
  await sendReading(await device(), 'A1', true)
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
  expect(cloud.topics.map((t) => t.split('/').slice(4).join('/')).slice(0, 4)).toEqual([
    'status',
    'up/req',
    'up/state',
    expect.stringMatching(/^up.batch/),
  ])
})

test('PK-070 each connection has its own id in birth and will, and a clean stop says offline', async () => {
  const { cloud, gateway } = await world()
  await vi.waitFor(() => expect(cloud.statuses).toHaveLength(1))
  cloud.cut()
  await vi.waitFor(() => expect(cloud.statuses).toHaveLength(3))
  const [birth, will, rebirth] = cloud.statuses
  expect([birth?.state, will?.state, rebirth?.state]).toEqual(['online', 'offline', 'online'])
  expect(will?.conn).toBe(birth?.conn)
  expect(rebirth?.conn).not.toBe(birth?.conn)
  await gateway[Symbol.asyncDispose]()
  expect(cloud.statuses.at(-1)).toMatchObject({ state: 'offline', conn: rebirth?.conn })
})

test('PK-041 what the cloud received but did not acknowledge is sent again and stays on the disk', async () => {
  const { cloud, device, gateway, folder } = await world()
  cloud.acks = false
  const sensor = await device()
  for (let i = 0; i < 5; i++) await sendReading(sensor, `S${i}`, true)
  await vi.waitFor(() => expect(cloud.batches.length).toBeGreaterThan(1), patience)
  await gateway[Symbol.asyncDispose]()
  cloud.acks = true
  used.use(await testGateway(folder, cloud.url))
  await vi.waitFor(() => expect(cloud.events.size).toBe(5), patience)
})

test('PK-041 a cloud that is away loses nothing: all comes in order when it is back', async () => {
  const { cloud, device, gateway } = await world()
  const sensor = await device()
  await vi.waitFor(() => expect(cloud.statuses).toHaveLength(1))
  await cloud[Symbol.asyncDispose]()
  for (let i = 0; i < 300; i++) await sendReading(sensor, `S${i % 7}`, Math.floor(i / 7) % 2 === 0)
  const back = used.use(await testCloud(cloud.port))
  await vi.waitFor(() => expect(back.events.size).toBe(300), patience)
  expect([...back.events.values()].map((e) => e.s)).toEqual(
    Array.from({ length: 300 }, (_, i) => i + 1),
  )
  expect(back.batches.map((b) => b.stream)).toEqual(Array(back.batches.length).fill('backlog'))
  await vi.waitFor(async () => {
    const text = await (await fetch(`http://127.0.0.1:${gateway.httpPort}/metrics`)).text()
    expect(text).toMatch(/^gateway_queued_events 0$/m)
  })
})

test('PK-045 while the cloud drains events wait, and they go when it is online again', async () => {
  const { cloud, device, gateway } = await world()
  await vi.waitFor(() => expect(cloud.snapshots).toHaveLength(1))
  cloud.status('draining')
  await vi.waitFor(() => expect(gateway.lines.map((l) => l.msg)).toContain('cloud status'))
  await sendReading(await device(), 'A1', true)
  expect(cloud.batches).toEqual([])
  cloud.status('online')
  await vi.waitFor(() => expect(cloud.events.size).toBe(1))
})

test('PK-046 one event the cloud cannot read is quarantined and declared; its neighbours arrive', async () => {
  const { cloud, device, gateway } = await world()
  cloud.refuses = (text) => text.includes('"poison"')
  await vi.waitFor(() => expect(cloud.snapshots).toHaveLength(1))
  cloud.status('draining')
  await vi.waitFor(() => expect(gateway.lines.map((l) => l.msg)).toContain('cloud status'))
  const sensor = await device()
  for (let i = 0; i < 20; i++) {
    await sendReading(sensor, `S${i}`, true, { id: i === 7 ? 'poison' : `e${i}` })
  }
  cloud.status('online')
  await vi.waitFor(() => expect(cloud.batches.flatMap((b) => b.gaps)).toHaveLength(1), patience)
  await vi.waitFor(() => expect(cloud.events.size).toBe(19), patience)
  expect(cloud.batches.flatMap((b) => b.gaps)).toEqual([
    { from: 8, to: 8, class: 'B', reason: 'quarantined', count: 1 },
  ])
})

test('PK-047 connected but unacknowledged is a stall: an alarm, a new connection, and an end of the alarm', async () => {
  const { cloud, device, gateway } = await world({
    uplink: {
      backoffMinMs: 20,
      backoffMaxMs: 50,
      resendMinMs: 100,
      resendMaxMs: 200,
      stallMs: 500,
    },
  })
  cloud.acks = false
  await sendReading(await device(), 'A1', true)
  await vi.waitFor(
    () => expect(gateway.lines.map((l) => l.msg)).toContain('uplink stalled, reconnecting'),
    patience,
  )
  cloud.acks = true
  const alarms = () => [...cloud.events.values()].filter((e) => e.k === 'alarm')
  await vi.waitFor(() => expect(alarms()).toHaveLength(2), patience)
  expect(alarms().map((e) => e['d'])).toMatchObject([
    { code: 'uplink-stalled', cleared: false },
    { code: 'uplink-stalled', cleared: true },
  ])
})

test('PK-048 an acknowledgement of another epoch deletes nothing', async () => {
  const { cloud, device, gateway } = await world()
  cloud.acks = false
  await sendReading(await device(), 'A1', true)
  await vi.waitFor(() => expect(cloud.batches.length).toBeGreaterThan(0))
  const ack = 'parkade/v1/lots/lot-1/down/ack'
  cloud.say(ack, { v: 1, epoch: '01J0000000000000000000000A', ranges: [[1, 100]] })
  await vi.waitFor(() =>
    expect(gateway.lines.map((l) => l.msg)).toContain('acknowledgement of another epoch ignored'),
  )
  cloud.acks = true
  await vi.waitFor(() => expect(cloud.events.size).toBe(1), patience)
})

test('PK-090 a cloud whose clock is far off is not followed, and an alarm says so', async () => {
  const folder = await world()
  folder.cloud.aheadMs = 3_600_000
  folder.cloud.cut()
  const alarms = () => [...folder.cloud.events.values()].filter((e) => e.k === 'alarm')
  await vi.waitFor(() => expect(alarms()).toMatchObject([{ d: { code: 'clock-step-refused' } }]))
})

test('PK-091 a wall clock that jumps a day stamps no event wrong and stops nothing', async () => {
  let ahead = 0
  const clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() }
  const { cloud, device } = await world({}, { clock })
  const sensor = await device()
  for (const [i, jump] of [0, 86_400_000, -86_400_000].entries()) {
    ahead = jump
    await sensor.publishAsync(`local/v1/slots/J${i}/occupancy`, '{"occupied":true}', { qos: 1 })
  }
  await vi.waitFor(() => expect(cloud.events.size).toBe(3))
  for (const event of cloud.events.values()) {
    expect(Math.abs(Number(event['t']) - Date.now())).toBeLessThan(10_000)
  }
})

test('PK-071 the snapshot of a large lot comes in parts of at most 500 slots', async () => {
  const { cloud, device } = await world()
  const sensor = await device()
  await Promise.all(Array.from({ length: 600 }, (_, i) => sendReading(sensor, `S${i}`, true)))
  cloud.snapshots.length = 0
  cloud.cut()
  await vi.waitFor(() => expect(cloud.snapshots).toHaveLength(2))
  expect(cloud.snapshots.map((s) => [s.part, s.slots.length])).toEqual([
    [{ i: 1, n: 2 }, 500],
    [{ i: 2, n: 2 }, 100],
  ])
})
