import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { testDatabase } from '../../testing/database.ts'
import { keptMs, pruneOldRows, startRetention } from './service.ts'

const now = Date.UTC(2026, 2, 14)

test('what is older than it is kept goes, and nothing else', async () => {
  await using db = await testDatabase()
  await db.pool.query(
    `with ages (days) as (values (1), (6), (8), (399), (401)),
       ids as (insert into ingest.device_event (lot_id, event_id, epoch_no, seq, received_at)
         select 1, days::text, 1, days, to_timestamp($1) - days * interval '1 day' from ages),
       lots as (insert into ingest.lot_state (lot_id) values (1)),
       letters as (insert into ingest.dead_letter (lot, sha256, topic, reason, detail, raw, last_at)
         select 'north', days::text, '', '', '', '', to_timestamp($1) - days * interval '1 day' from ages)
     insert into ingest.slot_event (time, lot_id, slot_id, epoch_no, seq, occupied, delta, source_ms)
     select to_timestamp($1) - days * interval '1 day', 1, 1, 1, days, true, 0, 0 from ages`,
    [now / 1000],
  )
  const { rows: policies } = await db.pool.query(
    `select from pg_extension where extname = 'timescaledb'
       and current_setting('timescaledb.license', true) <> 'apache'`,
  )
  const own = policies.length === 0
  const pruned = { deviceIds: 3, history: own ? 1 : 0, deadLetters: 1 }
  expect(await pruneOldRows(db.pool, now)).toEqual(pruned)
  expect(await pruneOldRows(db.pool, now)).toEqual({ deviceIds: 0, history: 0, deadLetters: 0 })
  const { rows } = await db.pool.query(
    `select min(time) as oldest, count(*) from ingest.slot_event`,
  )
  const oldestDays = own ? 399 : 401
  expect(rows[0]).toEqual({ oldest: now - oldestDays * 86_400_000, count: own ? 4 : 5 })
  expect(keptMs.history).toBe(400 * 86_400_000)
})

test('retention prunes when it starts', async () => {
  await using db = await testDatabase()
  await db.pool.query(
    `insert into ingest.device_event (lot_id, event_id, epoch_no, seq, received_at)
     values (1, 'old', 1, 1, to_timestamp($1))`,
    [(now - keptMs.deviceIds) / 1000 - 1],
  )
  await using _retention = startRetention({
    pool: db.pool,
    log: pino({ level: 'silent' }),
    now: () => now,
  })
  await vi.waitFor(async () => {
    expect((await db.pool.query('select * from ingest.device_event')).rows).toEqual([])
  })
})
