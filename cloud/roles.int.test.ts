import mqtt from 'mqtt'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startAedes } from './testing/aedes.ts'
import { asOperator } from './testing/app.ts'
import { aLot } from './testing/builders.ts'
import { cloudProcess } from './testing/cloud-process.ts'
import { type TestDatabase, testDatabase } from './testing/database.ts'
import { batchOf, occ } from './testing/test-gateway.ts'

const users = [
  { user: 'lot-1', role: 'gateway', password: 'secret' },
  { user: 'ingest', role: 'ingest', password: 'secret-of-ingest' },
  { user: 'live', role: 'live', password: 'secret-of-live' },
] as const
const soon = { timeout: 60_000, interval: 50 }
vi.setConfig({ testTimeout: 180_000 })
let db: TestDatabase

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db[Symbol.asyncDispose]())

const brokerSettings = (url: string) => ({
  MQTT_URL: url,
  MQTT_INGEST_PASSWORD: 'secret-of-ingest',
  MQTT_LIVE_PASSWORD: 'secret-of-live',
})

test('all roles in one process carry an event from the broker to the API', async () => {
  await using broker = await startAedes(users)
  await using cloud = cloudProcess({ DATABASE_URL: db.url, ...brokerSettings(broker.url) })
  const url = `http://127.0.0.1:${await cloud.ready()}`
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), soon)
  await fetch(`${url}/v1/lots/lot-1`, asOperator('PUT', aLot(3)))

  const gateway = await mqtt.connectAsync(broker.url, { username: 'lot-1', password: 'secret' })
  const acks: unknown[] = []
  gateway.on('message', (_, payload) => acks.push(JSON.parse(payload.toString())))
  await gateway.subscribeAsync('parkade/v1/lots/lot-1/down/#')
  const epoch = '01JAZ3NDEKTSV4RRFFQ69G5FAV'
  const events = [occ(1, Date.now(), 'S001', true), occ(2, Date.now(), 'S002', false)]
  const batch = JSON.stringify(batchOf('lot-1', epoch, events))
  await gateway.publishAsync('parkade/v1/lots/lot-1/up/batch/live', batch, { qos: 1 })
  await vi.waitFor(() => expect(acks).toMatchObject([{ epoch, ranges: [[1, 2]] }]), soon)
  await gateway.endAsync()
  const snapshot = await (await fetch(`${url}/v1/lots/lot-1/occupancy`)).json()
  expect(snapshot).toMatchObject({ rev: 1, occupied: 1, free: 1, unknown: 1 })
  const history = await (
    await fetch(`${url}/v1/lots/lot-1/occupancy-at?at=${new Date().toISOString()}`)
  ).json()
  expect(history).toMatchObject({ points: [{ occupied: 1 }] })
  const metrics = await (await fetch(`${url}/metrics`)).text()
  for (const name of ['ingest_events_total 2', 'outbox_oldest_seconds', 'live_pages']) {
    expect(metrics).toContain(`parkade_${name}`)
  }
  cloud.child.kill('SIGTERM')
  expect((await cloud.ended).code).toBe(0)
})

test('while the broker is away the API answers and readiness names who misses it', async () => {
  const broker = await startAedes(users)
  await broker.stop()
  await using cloud = cloudProcess({ DATABASE_URL: db.url, ...brokerSettings(broker.url) })
  const url = `http://127.0.0.1:${await cloud.ready()}`
  const unready = await fetch(`${url}/readyz`)
  expect(unready.status).toBe(503)
  const { wrong } = (await unready.json()) as { wrong: object }
  expect(Object.keys(wrong).sort()).toEqual(['ingest', 'live', 'outbox'])
  expect((await fetch(`${url}/v1/lots`)).status).toBe(200)
  await broker.restart()
  await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), soon)
  cloud.child.kill('SIGTERM')
  expect((await cloud.ended).code).toBe(0)
  await broker[Symbol.asyncDispose]()
})
