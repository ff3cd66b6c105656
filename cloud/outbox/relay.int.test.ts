import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import type { LotDelta } from '#contracts/live.ts'
import { bareAedes } from '../testing/bare-brokers.ts'
import { testDatabase } from '../testing/database.ts'
import { testGateway } from '../testing/test-gateway.ts'
import { relayOnce, runRelay, startOutboxRelay } from './relay.ts'

const log = pino({ level: 'silent' })
const delta = (lot: string, rev: number) => ({
  v: 1,
  lot,
  from: rev,
  rev,
  at: 0,
  occupied: rev,
  slots: [],
  happenings: [],
})
const write = async (
  db: { pool: { query: (q: string, v: unknown[]) => unknown } },
  deltas: unknown[],
) =>
  db.pool.query(`insert into outbox.messages (topic, body) values ('lots-changed', $1)`, [
    JSON.stringify({ deltas }),
  ])

test('PK-067 what was committed before a crash is told by the next relay, in order per lot', async () => {
  await using db = await testDatabase()
  await using broker = await bareAedes()
  await using page = await testGateway(broker.url, 'north')
  for (let rev = 1; rev <= 5; rev++) await write(db, [delta('north', rev), delta('south', rev)])
  const account = { url: broker.url, username: 'ingest', password: 'secret' }
  await using relay = startOutboxRelay({ pool: db.pool, broker: account, log })
  await vi.waitFor(() => expect(page.heard).toHaveLength(1), { timeout: 10_000 })
  expect(page.heard[0]?.body).toEqual({ ...delta('north', 5), from: 1 })
  expect(relay.isReady()).toBe(true)
  await vi.waitFor(async () => {
    expect((await db.pool.query('select id from outbox.messages')).rows).toEqual([])
  })
})

test('PK-067 a message is kept until somebody could be told', async () => {
  await using db = await testDatabase()
  await write(db, [delta('north', 1)])
  expect(await relayOnce(db.pool, () => false)).toBe(0)
  const told: string[] = []
  expect(await relayOnce(db.pool, (topic) => told.push(topic) > 0)).toBe(1)
  expect(told).toEqual(['parkade/v1/live/lots/north'])
  expect(await relayOnce(db.pool, () => true)).toBe(0)
})

test('a relay that dies while it tells leaves the message to the next', async () => {
  await using db = await testDatabase()
  await write(db, [delta('north', 1)])
  const crash = () => {
    throw new Error('killed')
  }
  await expect(relayOnce(db.pool, crash)).rejects.toThrow('killed')
  expect(await relayOnce(db.pool, () => true)).toBe(1)
})

test('two relays at once carry each message once', async () => {
  await using db = await testDatabase()
  for (let rev = 1; rev <= 50; rev++) await write(db, [delta(`lot-${rev}`, 1)])
  const told: LotDelta[] = []
  const publish = (_: string, payload: string) => told.push(JSON.parse(payload)) > 0
  await using one = runRelay({ pool: db.pool, log, publish, pollMs: 10 })
  await using two = runRelay({ pool: db.pool, log, publish, pollMs: 10 })
  for (let i = 0; i < 5; i++) {
    one.kick()
    two.kick()
  }
  await vi.waitFor(async () => {
    expect((await db.pool.query('select id from outbox.messages')).rows).toEqual([])
  })
  expect(told.map((d) => d.lot)).toHaveLength(50)
  expect(new Set(told.map((d) => d.lot)).size).toBe(50)
})
