import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { LotDescription } from '#contracts/http/lots.ts'
import { LotId, SlotId } from '#contracts/ids.ts'
import type { CityUpdate, LotDelta, Resync, Source } from '#contracts/live.ts'
import { liveTopic } from '#contracts/mqtt/topics.ts'
import { lotSnapshot } from '../availability/service.ts'
import { openLog } from '../log.ts'
import { type Connection, keepConnection } from '../mqtt/connection.ts'
import { putLot } from '../parking/service.ts'
import { startAedes } from '../testing/aedes.ts'
import { type TestBroker, testUsers } from '../testing/broker.ts'
import { aLot, aSlot } from '../testing/builders.ts'
import { commit } from '../testing/commits.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { joinCity, joinLot, openPage, startLiveNode, type TestPage } from '../testing/live-node.ts'

let db: TestDatabase
let broker: TestBroker
let ingest: Connection
let node: Awaited<ReturnType<typeof startLiveNode>>
let lots = 0

beforeAll(async () => {
  db = await testDatabase()
  broker = await startAedes(testUsers)
  ingest = keepConnection({
    broker: { url: broker.url, username: 'ingest', password: 'secret-of-ingest' },
    name: 'test',
    log: openLog('silent'),
    random: () => 0.05,
    onOnline: async () => {},
    onMessage: (_, done) => done(),
  })
  node = await startLiveNode(db.pool, broker, { auditMs: 300, recountMs: 200, joinRate: 1_000 })
  await vi.waitFor(() => expect(ingest.session()).toBeDefined(), { timeout: 10_000 })
  await vi.waitFor(() => expect(node.check()).toBeUndefined(), { timeout: 10_000 })
})
afterAll(async () => {
  await ingest[Symbol.asyncDispose]()
  await node[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
  await db[Symbol.asyncDispose]()
})

async function newLot(slots = 4, heartbeatMs = 600_000): Promise<LotId> {
  const code = LotId.parse(`live-${++lots}`)
  const described = Array.from({ length: slots }, (_, i) => aSlot(i + 1))
  await putLot(
    db.pool,
    code,
    LotDescription.parse({ ...aLot(0, { heartbeatMs }), slots: described }),
    Date.now(),
  )
  return code
}
const slotId = (n: number) => SlotId.parse(aSlot(n).id)
const tell = (delta: LotDelta) =>
  ingest.session()?.send(liveTopic(delta.lot), JSON.stringify(delta))
const change = async (lot: LotId, n: number, occupied: boolean) => {
  const delta = await commit(db.pool, lot, [{ slot: slotId(n), occupied, at: Date.now() }])
  tell(delta)
  return delta
}
function opened(page: TestPage): TestPage & AsyncDisposable {
  return Object.assign(page, {
    [Symbol.asyncDispose]: async () => {
      page.disconnect()
    },
  })
}

test('a page that joined hears what was committed after its snapshot', async () => {
  const lot = await newLot()
  await change(lot, 1, true)
  await using page = opened(openPage(node.port))
  const heard: LotDelta[] = []
  page.on('lot', (delta) => heard.push(delta))
  const answer = await joinLot(page, lot)
  expect(answer).toMatchObject({ ok: true, value: { lot, rev: 1, occupied: 1, capacity: 4 } })
  await change(lot, 2, true)
  await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ rev: 2, occupied: 2 }))
})

test('PK-082 the commits of one window arrive as one delta', async () => {
  const lot = await newLot()
  await using page = opened(openPage(node.port))
  const heard: LotDelta[] = []
  page.on('lot', (delta) => heard.push(delta))
  await joinLot(page, lot)
  const told = []
  for (let n = 0; n < 30; n++) {
    told.push(
      await commit(db.pool, lot, [{ slot: slotId(1), occupied: n % 2 === 0, at: Date.now() }]),
    )
  }
  for (const delta of told) tell(delta)
  await vi.waitFor(() => expect(heard.at(-1)?.rev).toBe(30))
  expect(heard.length).toBeLessThanOrEqual(3)
  expect(heard.map((delta) => delta.from)).toEqual([1, ...heard.slice(0, -1).map((d) => d.rev + 1)])
})

test('PK-083 a delta that was lost on the way to the node is noticed, and the page told to join again', async () => {
  const lot = await newLot()
  await change(lot, 1, true)
  await using page = opened(openPage(node.port))
  const told: Resync[] = []
  page.on('resync', (rooms) => told.push(rooms))
  await joinLot(page, lot)
  await vi.waitFor(async () => {
    const city = await joinCity(page)
    expect(city).toMatchObject({ ok: true })
    expect(city.ok && city.value.find((l) => l.lot === lot)?.rev).toBe(1)
  })
  await commit(db.pool, lot, [{ slot: slotId(2), occupied: true, at: Date.now() }])
  await vi.waitFor(() => expect(told).toContainEqual({ lots: [lot], city: false }), 5_000)
  expect(await joinLot(page, lot)).toMatchObject({ ok: true, value: { rev: 2, occupied: 2 } })
})

test('PK-086 city counts of many commits come in at most four frames a second', async () => {
  const lot = await newLot()
  await change(lot, 1, false)
  await using page = opened(openPage(node.port))
  await vi.waitFor(async () => {
    const city = await joinCity(page)
    expect(city.ok && city.value.some((l) => l.lot === lot)).toBe(true)
  })
  const frames: CityUpdate[] = []
  page.on('city', (update) => {
    if (update.lots.some((l) => l.lot === lot)) frames.push(update)
  })
  const from = performance.now()
  let last: LotDelta | undefined
  for (let n = 0; n < 60; n++) last = await change(lot, 1 + (n % 4), n % 3 > 0)
  await vi.waitFor(() =>
    expect(frames.at(-1)?.lots.find((l) => l.lot === lot)).toMatchObject({
      rev: last?.rev,
      occupied: last?.occupied,
    }),
  )
  expect(frames.length).toBeLessThanOrEqual(Math.ceil((performance.now() - from) / 250) + 1)
})

test('a slot that falls silent becomes unknown in the city with no event', async () => {
  const lot = await newLot(1, 1_000)
  await using page = opened(openPage(node.port))
  await change(lot, 1, true)
  const counts: { occupied: number; unknown: number }[] = []
  page.on('city', (update) => counts.push(...update.lots.filter((l) => l.lot === lot)))
  await vi.waitFor(async () => {
    const city = await joinCity(page)
    expect(city.ok && city.value.some((l) => l.lot === lot && l.occupied === 1)).toBe(true)
  })
  await vi.waitFor(() => expect(counts.at(-1)).toMatchObject({ occupied: 0, unknown: 1 }), 10_000)
})

test('PK-084 pages are told when the node no longer hears the lots, and to join again when it does', async () => {
  const lot = await newLot()
  await using page = opened(openPage(node.port))
  const sources: Source[] = []
  const told: Resync[] = []
  page.on('source', (source) => sources.push(source))
  page.on('resync', (rooms) => told.push(rooms))
  await joinLot(page, lot)
  await broker.kill()
  await vi.waitFor(() => expect(sources).toEqual(['lost']), 5_000)
  const missed = await commit(db.pool, lot, [{ slot: slotId(3), occupied: true, at: Date.now() }])
  await using late = opened(openPage(node.port))
  const lateSources: Source[] = []
  late.on('source', (source) => lateSources.push(source))
  await vi.waitFor(() => expect(lateSources).toEqual(['lost']))
  await broker.restart()
  await vi.waitFor(() => expect(sources).toEqual(['lost', 'live']), 20_000)
  await vi.waitFor(() => expect(told).toContainEqual({ lots: [lot], city: false }))
  expect(await joinLot(page, lot)).toMatchObject({
    ok: true,
    value: { rev: missed.rev, occupied: 1 },
  })
  expect(await lotSnapshot(db.pool, lot, Date.now())).toMatchObject({ rev: missed.rev })
  await vi.waitFor(() => expect(ingest.session()).toBeDefined(), 20_000)
})
