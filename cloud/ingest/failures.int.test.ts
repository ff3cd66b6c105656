import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { startEmbedded } from '../db/embedded/server.ts'
import { migrate } from '../db/migrate.ts'
import { openPool } from '../db/pool.ts'
import { bareAedes } from '../testing/bare-brokers.ts'
import { ingestStage, soon } from '../testing/ingest-stage.ts'
import { freePort } from '../testing/process.ts'
import { batchOf, occ, seedLots, testGateway } from '../testing/test-gateway.ts'
import { commitGroup } from './service.ts'
import { readDirectory } from './store.ts'
import { startIngest } from './subscriber.ts'
import { readUplink, type Uplink } from './uplink.ts'

const epoch = '01JAZ3NDEKTSV4RRFFQ69G5FAV'
const migrations = new URL('../db/migrations', import.meta.url).pathname

test('PK-060 what was committed before ingest died is acknowledged when it is resent, and stored once', async () => {
  await using t = await ingestStage(bareAedes, 1)
  const batch = batchOf('north', epoch, [occ(1, Date.now(), 'S1', true)])
  const payload = Buffer.from(JSON.stringify(batch))
  const uplink = readUplink('parkade/v1/lots/north/up/batch/live', payload, Date.now()) as Uplink
  const lots = new Map((await readDirectory(t.pool, ['north'])).map((lot) => [lot.lot, lot]))
  await commitGroup(t.pool, lots, [uplink], Date.now())
  expect(t.gateway.acked(epoch)).toEqual([])
  await t.gateway.send('up/batch/live', batch)
  await vi.waitFor(() => expect(t.gateway.acked(epoch)).toEqual([[1, 1]]), soon)
  expect(await t.rows('select rev from ingest.lot_state')).toEqual([{ rev: 1 }])
  expect(await t.rows('select seq from ingest.slot_event')).toEqual([{ seq: 1 }])
})

test('a lot that is not in the database is not acknowledged, and is stored once it is', async () => {
  await using t = await ingestStage(bareAedes, 1)
  await using gateway = await testGateway(t.broker.url, 'west')
  const batch = batchOf('west', epoch, [occ(1, Date.now(), 'S1', true)])
  await gateway.send('up/batch/live', batch)
  await t.gateway.send('up/batch/live', batchOf('north', epoch, [occ(1, Date.now(), 'S1', true)]))
  await vi.waitFor(() => expect(t.gateway.isAcked(epoch, 1)).toBe(true), soon)
  expect([gateway.acked(epoch), gateway.nacked]).toEqual([[], []])
  await seedLots(t.pool, ['west'], 4)
  await vi.waitFor(async () => {
    await gateway.send('up/batch/live', batch)
    expect(gateway.isAcked(epoch, 1)).toBe(true)
  }, soon)
})

test('PK-065 while the database is away ingest drains, and nothing is lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-away-'))
  const port = await freePort()
  const settings = { fsync: 'off' }
  const server = await startEmbedded(folder, { port, settings })
  const pool = openPool(server.url('postgres'), { max: 4, connectTimeoutMs: 1_000 })
  try {
    await migrate(pool, migrations)
    await seedLots(pool, ['north'], 4)
    await using broker = await bareAedes()
    const account = { url: broker.url, username: 'ingest', password: 'secret' }
    const log = pino({ level: 'silent' })
    await using ingest = startIngest({ pool, broker: account, log, now: Date.now, workers: 1 })
    await vi.waitFor(() => expect(ingest.isReady()).toBe(true), soon)
    await using gateway = await testGateway(broker.url, 'north')
    const status = () => gateway.heard.filter((h) => h.topic.endsWith('cloud/status')).at(-1)?.body
    const send = (s: number) =>
      gateway.send('up/batch/live', batchOf('north', epoch, [occ(s, Date.now(), 'S1', s % 2 > 0)]))

    await send(1)
    await vi.waitFor(() => expect(gateway.isAcked(epoch, 1)).toBe(true), soon)
    await server.stop('immediate')
    await send(2)
    await vi.waitFor(() => expect(status()).toMatchObject({ state: 'draining' }), soon)
    expect(ingest.isReady()).toBe(false)
    await send(3)
    expect(gateway.acked(epoch)).toEqual([[1, 1]])
    expect((await pool.query('select 1').catch(() => 'away')) === 'away').toBe(true)

    await using _again = await startEmbedded(folder, { port, settings })
    await vi.waitFor(() => expect(status()).toMatchObject({ state: 'online' }), soon)
    await vi.waitFor(() => expect(ingest.isReady()).toBe(true), soon)
    await send(3)
    await vi.waitFor(() => expect(gateway.acked(epoch)).toEqual([[1, 3]]), soon)
    const { rows } = await pool.query('select seq from ingest.slot_event order by seq')
    expect(rows).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 3 }])
    await ingest[Symbol.asyncDispose]()
  } finally {
    await pool.end()
    await server.stop('immediate')
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a worker that dies leaves the cloud online while another works', async () => {
  await using t = await ingestStage(bareAedes, 1)
  const status = () => t.gateway.heard.filter((h) => h.topic.endsWith('cloud/status')).at(-1)?.body
  await vi.waitFor(() => expect(status()).toMatchObject({ state: 'online' }), soon)
  const second = startIngest(t.options)
  await vi.waitFor(() => expect(second.isReady()).toBe(true), soon)
  const before = t.gateway.heard.length
  await second[Symbol.asyncDispose]()
  await vi.waitFor(() => {
    const said = t.gateway.heard.slice(before).map((h) => h.body['state'])
    expect(said).toContain('offline')
    expect(said.at(-1)).toBe('online')
  }, soon)
})
