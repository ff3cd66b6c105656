import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { DeadLetter, GatewayHealth, JournalEntry } from '#contracts/http/operations.ts'
import { pageOf } from '#contracts/http/page.ts'
import { asOperator, testApp } from '../testing/app.ts'
import { aLot } from '../testing/builders.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { storePast } from '../testing/history.ts'
import { walk } from '../testing/walk.ts'

let db: TestDatabase
let app: ReturnType<typeof testApp>
const at = Date.parse('2026-03-14T08:30:00Z')

beforeAll(async () => {
  db = await testDatabase()
  app = testApp(db.pool)
  for (const lot of ['busy', 'silent']) {
    await app.request(`/v1/lots/${lot}`, asOperator('PUT', aLot(5)))
  }
  await storeDay()
})
afterAll(() => db[Symbol.asyncDispose]())

/** 40 readings, 30 passages and alarms and 5 gaps, many at the same instant. */
async function storeDay(): Promise<void> {
  await storePast(
    db.pool,
    'busy',
    Array.from({ length: 40 }, (_, i) => ({
      slot: `S00${(i % 5) + 1}`,
      t: at + Math.floor(i / 8) * 60_000,
      s: i + 1,
      occupied: i % 10 < 5,
    })),
  )
  await db.pool.query(
    `insert into ingest.barrier_event (time, lot_id, epoch_no, seq, kind, subject, body, source_ms)
     select to_timestamp($1::float8 / 1000) + (n / 10) * interval '1 minute', lot_id, 1, 100 + n,
       (array['entry', 'exit', 'deny', 'barrier', 'alarm', 'health'])[n % 6 + 1], 'b1',
       '{"method": "plate", "state": "open", "code": "flapping"}', 0
     from generate_series(0, 35) as n, parking.lot_directory where lot = 'busy'`,
    [at],
  )
  await db.pool.query(
    `insert into ingest.gap (lot_id, epoch_no, from_seq, to_seq, class, reason, count, received_at)
     select lot_id, 1, 1000 + n * 10, 1009 + n * 10, 'B', 'disk', 10,
       to_timestamp($1::float8 / 1000) + interval '0.000123 second'
     from generate_series(1, 5) as n, parking.lot_directory where lot = 'busy'`,
    [at],
  )
}

const readJournal = async (limit: number) =>
  walk(app, `/v1/lots/busy/journal?limit=${limit}`, JournalEntry)

test('the journal merges readings, passages, alarms and gaps, newest first', async () => {
  const entries = await readJournal(500)
  const times = entries.map((e) => e.time)
  expect(times).toEqual([...times].sort().reverse())
  const count = (kind: string) => entries.filter((e) => e.kind === kind).length
  expect(['occ', 'entry', 'exit', 'deny', 'barrier', 'alarm', 'gap'].map(count)).toEqual([
    40, 6, 6, 6, 6, 6, 5,
  ])
  expect(entries).toContainEqual({
    kind: 'occ',
    time: '2026-03-14T08:30:00.000Z',
    subject: 'S001',
    what: 'occupied',
    detail: null,
  })
})

test.each([1, 7, 25])(
  'pages of %i walk the journal once, whatever shares an instant',
  async (n) => {
    expect(await readJournal(n)).toEqual(await readJournal(500))
  },
)

test('a lot that never spoke has an empty journal and a gateway never heard of', async () => {
  const journal = await app.request('/v1/lots/silent/journal')
  expect(await journal.json()).toEqual({ items: [], nextCursor: null })
  const gateway = await (await app.request('/v1/lots/silent/gateway')).json()
  expect(GatewayHealth.parse(gateway)).toMatchObject({ state: 'never', missing: 0, queued: null })
})

test('numbers missing below the highest received are what the gateway owes', async () => {
  await db.pool.query(
    `insert into ingest.gateway_stream (lot_id, epoch, received)
     select lot_id, 'E', '{[1,5),[8,11),[20,21)}' from parking.lot_directory where lot = 'busy'`,
  )
  await db.pool.query(
    `insert into ingest.lot_state (lot_id, rev, gateway, gateway_since, epoch, boot, version, reported_at, report)
     select lot_id, 3, 'online', now(), 'E', 2, '1.0.0', now(), $1
     from parking.lot_directory where lot = 'busy'`,
    [
      {
        queued: 12,
        oldestAt: at,
        diskBytes: 5,
        diskLimitBytes: 10,
        deadLetters: 1,
        clock: { src: 'ntp', offMs: -3, errMs: 8 },
      },
    ],
  )
  const health = await (await app.request('/v1/lots/busy/gateway')).json()
  expect(GatewayHealth.parse(health)).toMatchObject({
    state: 'online',
    epoch: 'E',
    missing: 12,
    queued: 12,
    oldestQueuedAt: '2026-03-14T08:30:00.000Z',
    clockOffsetMs: -3,
    clockErrorMs: 8,
  })
})

test('dead letters are for operators, newest first, with the start of what was sent', async () => {
  await db.pool.query(
    `insert into ingest.dead_letter (sha256, lot, topic, reason, detail, raw)
     select 'sha' || n, 'busy', 'parkade/v1/lots/busy/up/batch/live', 'not-json', 'no JSON', $1
     from generate_series(1, 5) as n`,
    [Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.alloc(9_000, 'x')])],
  )
  expect((await app.request('/v1/dead-letters')).status).toBe(401)
  const answer = await app.request('/v1/dead-letters?limit=2', asOperator('GET'))
  const page = pageOf(DeadLetter).parse(await answer.json())
  expect(page.items.map((d) => d.payload.length)).toEqual([2_000, 2_000])
  const all = await walk(app, '/v1/dead-letters?limit=2', DeadLetter, asOperator('GET'))
  expect(all.map((d) => d.id)).toEqual([5, 4, 3, 2, 1])
})

test('a cursor of another list is refused', async () => {
  const cursor = Buffer.from('["S001"]').toString('base64url')
  const answer = await app.request(`/v1/lots/busy/journal?cursor=${cursor}`)
  expect(answer.status).toBe(400)
  const problem = z.object({ errors: z.array(z.object({ pointer: z.string() })) })
  expect(problem.parse(await answer.json()).errors.map((e) => e.pointer)).toEqual(['/query/cursor'])
})
