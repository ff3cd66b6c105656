import { expect, test } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { migrate, schemaVersion } from './migrate.ts'

const folder = new URL('./migrations', import.meta.url).pathname

test('a migrated database has nothing left to run', async () => {
  await using db = await testDatabase()
  expect(await migrate(db.pool, folder)).toEqual([])
  expect(await schemaVersion(db.pool)).toMatch(/^\d{4}-/)
})

test('a database of a newer version is refused by name', async () => {
  await using db = await testDatabase()
  await db.pool.query(`insert into public.migrations (name) values ('9999-future')`)
  await expect(migrate(db.pool, folder)).rejects.toThrow('9999-future')
})

test('bigints are safe integers and timestamps are milliseconds', async () => {
  await using db = await testDatabase()
  const { rows } = await db.pool.query(
    `select 9007199254740991::bigint as n, timestamptz '2026-03-14 08:30:00.25+01' as t, timestamptz '-infinity' as never`,
  )
  expect(rows[0]).toEqual({
    n: Number.MAX_SAFE_INTEGER,
    t: Date.parse('2026-03-14T07:30:00.250Z'),
    never: Number.NEGATIVE_INFINITY,
  })
  await expect(db.pool.query('select 9007199254740993::bigint as n')).rejects.toThrow(
    'safe integers',
  )
})
