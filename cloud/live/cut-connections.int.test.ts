import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { LotDescription } from '#contracts/http/lots.ts'
import { LotId, SlotId } from '#contracts/ids.ts'
import { liveTopic } from '#contracts/mqtt/topics.ts'
import { viewOf } from '#contracts/rules/live-view.ts'
import { lotSnapshot } from '../availability/service.ts'
import { openLog } from '../log.ts'
import { type Connection, keepConnection } from '../mqtt/connection.ts'
import { putLot } from '../parking/service.ts'
import { startAedes } from '../testing/aedes.ts'
import { type TestBroker, testUsers } from '../testing/broker.ts'
import { aLot } from '../testing/builders.ts'
import { commit } from '../testing/commits.ts'
import { type CuttingProxy, openCuttingProxy } from '../testing/cutting-proxy.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { startLiveNode } from '../testing/live-node.ts'
import { watchLot } from '../testing/watching-page.ts'

const lot = LotId.parse('cut')
const slots = Array.from({ length: 8 }, (_, i) => SlotId.parse(`S00${i + 1}`))
let db: TestDatabase
let broker: TestBroker
let ingest: Connection
let beforeBroker: CuttingProxy
let beforeNode: CuttingProxy
let node: Awaited<ReturnType<typeof startLiveNode>>

beforeAll(async () => {
  db = await testDatabase()
  const { slots: described, ...rest } = aLot(8)
  const ids = described.map((slot, i) => ({ ...slot, id: slots[i] }))
  await putLot(db.pool, lot, LotDescription.parse({ ...rest, slots: ids }), Date.now())
  broker = await startAedes(testUsers)
  ingest = keepConnection({
    broker: { url: broker.url, username: 'ingest', password: 'secret-of-ingest' },
    name: 'test',
    log: openLog('silent'),
    onOnline: async () => {},
    onMessage: (_, done) => done(),
  })
  beforeBroker = await openCuttingProxy(broker.port)
  const url = `mqtt://127.0.0.1:${beforeBroker.port}`
  node = await startLiveNode(db.pool, { url, users: testUsers }, { auditMs: 300, joinRate: 1_000 })
  beforeNode = await openCuttingProxy(node.port)
  await vi.waitFor(() => expect(ingest.session()).toBeDefined(), 20_000)
  await vi.waitFor(() => expect(node.check()).toBeUndefined(), 20_000)
})
afterAll(async () => {
  for (const one of [ingest, node, beforeNode, beforeBroker, broker, db]) {
    await one[Symbol.asyncDispose]()
  }
})

/** What happens after a commit: it is told, kept back, told twice; or a connection is cut. */
const happening = fc.record({
  slot: fc.nat(slots.length - 1),
  occupied: fc.boolean(),
  told: fc.constantFrom(1, 1, 1, 0, 2),
  cut: fc.constantFrom('page', 'node', ...Array.from({ length: 18 }, () => 'none')),
})

test('PK-080 a page whose connections are cut at random ends equal to the server', async () => {
  const plan = fc.sample(fc.array(happening, { minLength: 60, maxLength: 60 }), {
    numRuns: 3,
    seed: 20_260_314,
  })
  for (const steps of plan) {
    await using page = watchLot(beforeNode.port, lot)
    await vi.waitFor(() => expect(page.view()).toBeDefined(), 10_000)
    for (const { slot, occupied, told, cut } of steps) {
      const write = { slot: slots[slot] ?? SlotId.parse('S001'), occupied, at: Date.now() }
      const delta = await commit(db.pool, lot, [write])
      for (let n = 0; n < told; n++) ingest.session()?.send(liveTopic(lot), JSON.stringify(delta))
      if (cut === 'page') beforeNode.cut()
      if (cut === 'node') beforeBroker.cut()
    }
    await vi.waitFor(
      async () => {
        const server = await lotSnapshot(db.pool, lot, Date.now())
        expect(page.view()).toEqual(server && viewOf(server))
      },
      { timeout: 30_000, interval: 100 },
    )
    expect(page.snapshots()).toBeGreaterThan(1)
  }
  expect(beforeBroker.taken()).toBeGreaterThan(1)
}, 120_000)
