import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { LotDescription } from '#contracts/http/lots.ts'
import { LotId, SlotId } from '#contracts/ids.ts'
import { liveTopic } from '#contracts/mqtt/topics.ts'
import { openLog } from '../log.ts'
import { type Connection, keepConnection } from '../mqtt/connection.ts'
import { putLot } from '../parking/service.ts'
import { startAedes } from '../testing/aedes.ts'
import { type TestBroker, testUsers } from '../testing/broker.ts'
import { aLot } from '../testing/builders.ts'
import { commit } from '../testing/commits.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { joinLot, openPage, startLiveNode } from '../testing/live-node.ts'

let db: TestDatabase
let broker: TestBroker
let ingest: Connection
const lots = [1, 2, 3].map((n) => LotId.parse(`limit-${n}`))
const [lot] = lots as [LotId]

beforeAll(async () => {
  db = await testDatabase()
  const described = aLot(1)
  const slots = described.slots.map((slot) => ({ ...slot, id: 'S001' }))
  for (const one of lots) {
    await putLot(db.pool, one, LotDescription.parse({ ...described, slots }), Date.now())
  }
  broker = await startAedes(testUsers)
  ingest = keepConnection({
    broker: { url: broker.url, username: 'ingest', password: 'secret-of-ingest' },
    name: 'test',
    log: openLog('silent'),
    onOnline: async () => {},
    onMessage: (_, done) => done(),
  })
  await vi.waitFor(() => expect(ingest.session()).toBeDefined(), 20_000)
})
afterAll(async () => {
  for (const one of [ingest, broker, db]) await one[Symbol.asyncDispose]()
})

test('PK-085 a page of another origin, and one too many from an address, are refused', async () => {
  await using node = await startLiveNode(db.pool, broker, { socketsPerAddress: 1 })
  const foreign = openPage(node.port, { origin: 'https://evil.example' })
  const failures: string[] = []
  foreign.on('connect_error', (error) => failures.push(error.message))
  await vi.waitFor(() => expect(failures.length).toBeGreaterThan(0))
  foreign.disconnect()
  const first = openPage(node.port)
  await vi.waitFor(() => expect(first.connected).toBe(true))
  const second = openPage(node.port)
  second.on('connect_error', () => failures.push('second'))
  await vi.waitFor(() => expect(failures).toContain('second'))
  first.disconnect()
  await vi.waitFor(() => expect(second.connected).toBe(true), 10_000)
  second.disconnect()
})

test('PK-085 a page watches a bounded number of lots, and an unknown or broken name is answered', async () => {
  await using node = await startLiveNode(db.pool, broker, { rooms: 2 })
  const page = openPage(node.port)
  const answers = []
  for (const one of [...lots, lot, 'nowhere', '../etc', '']) answers.push(await joinLot(page, one))
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.problem))).toEqual([
    'ok',
    'ok',
    'too-many-requests',
    'ok',
    'too-many-requests',
    'invalid-request',
    'invalid-request',
  ])
  page.emit('leave-lot', lot)
  expect(await joinLot(page, 'nowhere')).toEqual({ ok: false, problem: 'not-found' })
  page.disconnect()
})

test('PK-085 joins faster than the rate are answered, not carried out', async () => {
  await using node = await startLiveNode(db.pool, broker, { joinRate: 0.01, joinBurst: 3 })
  const page = openPage(node.port)
  const answers = await Promise.all(Array.from({ length: 5 }, () => joinLot(page, lot)))
  expect(answers.map((answer) => answer.ok)).toEqual([true, true, true, false, false])
  page.disconnect()
})

test('PK-085 a message too large ends its page and nobody else’s', async () => {
  await using node = await startLiveNode(db.pool, broker)
  const page = openPage(node.port)
  const other = openPage(node.port)
  await vi.waitFor(() => expect([page.connected, other.connected]).toEqual([true, true]))
  const reasons: string[] = []
  page.on('disconnect', (reason) => reasons.push(reason))
  page.emit('leave-lot', 'x'.repeat(5_000))
  await vi.waitFor(() => expect(reasons).toHaveLength(1))
  expect(other.connected).toBe(true)
  page.disconnect()
  other.disconnect()
})

test('PK-083 a page that reads too slowly leaves its rooms and is told to join again when it reads on', async () => {
  await using node = await startLiveNode(db.pool, broker, {
    backlogFrames: 5,
    lotWindowMs: 1,
    auditMs: 600_000,
  })
  await vi.waitFor(() => expect(node.check()).toBeUndefined(), 20_000)
  const slow = await slowPage(node.port)
  slow.send(`420["join-lot","${lot}"]`)
  await vi.waitFor(() => expect(slow.heard()).toContain('430[{"ok":true'))
  slow.pause()
  const late = async () => {
    const text = await node.registry.metrics()
    return Number(/^parkade_live_pages_late_total (\d+)/m.exec(text)?.[1])
  }
  const slotCode = SlotId.parse('S001')
  await vi.waitFor(
    async () => {
      for (let n = 0; n < 20; n++) {
        const delta = await commit(db.pool, lot, [
          { slot: slotCode, occupied: true, at: Date.now() },
        ])
        const what = 'x'.repeat(100_000)
        const happenings = [{ kind: 'alarm' as const, t: 0, subject: null, what }]
        ingest.session()?.send(liveTopic(lot), JSON.stringify({ ...delta, happenings }))
      }
      expect(await late()).toBe(1)
    },
    { timeout: 30_000, interval: 20 },
  )
  slow.resume()
  await vi.waitFor(() => expect(slow.heard()).toContain('["resync",{"lots":["limit-1"]'), 20_000)
  slow.end()
})

/** A WebSocket page by hand, because a library's would read on: RFC 6455 with the Socket.IO 5 handshake. */
async function slowPage(port: number) {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    heard = (heard + chunk.toString('latin1')).slice(-1_000_000)
  })
  const send = (text: string) => {
    const payload = Buffer.from(text)
    // FIN and text; masked with zeros, and shorter than 126 bytes.
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]))
  }
  socket.write(
    'GET /live/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await vi.waitFor(() => expect(heard).toContain('"sid"'))
  send('40')
  await vi.waitFor(() => expect(heard).toContain('40{"sid"'))
  return {
    send,
    heard: () => heard,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.destroy(),
  }
}
