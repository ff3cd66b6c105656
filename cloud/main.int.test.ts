import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { asOperator } from './testing/app.ts'
import { aLot } from './testing/builders.ts'
import { cloudProcess } from './testing/cloud-process.ts'
import { type TestDatabase, testDatabase } from './testing/database.ts'
import { doorTo } from './testing/door.ts'

const soon = { timeout: 20_000, interval: 50 }
let db: TestDatabase

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db[Symbol.asyncDispose]())

const statusOf = (url: string) =>
  fetch(url).then(
    (answer) => answer.status,
    () => 'refused',
  )

test('SIGTERM takes no new request, finishes the running one and ends with 0', async () => {
  await using cloud = cloudProcess({ ROLES: 'api', DATABASE_URL: db.url })
  const url = `http://127.0.0.1:${await cloud.ready()}`
  await fetch(`${url}/v1/lots/slow`, asOperator('PUT', aLot(1)))

  const holder = await db.pool.connect()
  await holder.query(`begin; select from parking.lots where code = 'slow' for update`)
  const running = fetch(`${url}/v1/lots/slow`, asOperator('PUT', aLot(7)))
  await vi.waitFor(async () => {
    const { rows } = await db.pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    )
    expect(rows).toHaveLength(1)
  }, soon)
  cloud.child.kill('SIGTERM')
  await vi.waitFor(async () => expect(await statusOf(`${url}/livez`)).toBe('refused'), soon)
  await holder.query('commit')
  holder.release()

  expect(await (await running).json()).toMatchObject({ id: 'slow', capacity: 7 })
  const { code, stdout } = await cloud.ended
  expect(code).toBe(0)
  expect(stdout).toContain('"msg":"cloud stopped"')
})

test('a request that does not finish in time is cut, and the process ends all the same', async () => {
  await using cloud = cloudProcess({ ROLES: 'api', DATABASE_URL: db.url, SHUTDOWN_MS: '300' })
  const url = `http://127.0.0.1:${await cloud.ready()}`
  const holder = await db.pool.connect()
  await holder.query('begin; lock parking.lots in exclusive mode')
  const running = fetch(`${url}/v1/lots/stuck`, asOperator('PUT', aLot(1))).then(
    () => 'answered',
    () => 'cut',
  )
  await vi.waitFor(async () => {
    const { rows } = await db.pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    )
    expect(rows).toHaveLength(1)
  }, soon)
  cloud.child.kill('SIGTERM')
  expect(await running).toBe('cut')
  await holder.query('rollback')
  holder.release()
  expect((await cloud.ended).code).toBe(0)
})

test('a busy port ends the process with one line that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await vi.waitFor(() => expect(other.listening).toBe(true), soon)
  const address = other.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  await using cloud = cloudProcess({ ROLES: 'api', DATABASE_URL: db.url, HTTP_PORT: port })
  const { code, stderr } = await cloud.ended
  other.close()
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toEqual([
    `Port ${port} on 127.0.0.1 is in use. Stop what listens there, or set HTTP_PORT to a free port (0 takes any).`,
  ])
})

test('wrong settings end the process and are all named', async () => {
  await using cloud = cloudProcess({ ROLES: 'all', DATABASE_URL: 'db' })
  const { code, stderr } = await cloud.ended
  expect(code).toBe(1)
  expect(stderr).toMatch(/ROLES.*\n.*DATABASE_URL/)
})

test('it waits for a database that is starting, and is unready while the database is away', async () => {
  const there = new URL(db.url)
  await using door = await doorTo(Number(there.port))
  there.port = String(door.port)
  await using cloud = cloudProcess({ ROLES: 'api', DATABASE_URL: there.href })
  await vi.waitFor(() => expect(cloud.output()).toContain('waiting for the database'), soon)
  await door.open()
  const url = `http://127.0.0.1:${await cloud.ready()}`
  expect(await statusOf(`${url}/readyz`)).toBe(200)

  await door.shut()
  const away = await fetch(`${url}/readyz`)
  expect(away.status).toBe(503)
  expect(await away.json()).toMatchObject({ wrong: { database: expect.any(String) } })
  expect(await statusOf(`${url}/livez`)).toBe(200)
  expect(await statusOf(`${url}/v1/lots`)).toBe(503)

  await door.open()
  await vi.waitFor(async () => expect(await statusOf(`${url}/readyz`)).toBe(200), soon)
  const metrics = await (await fetch(`${url}/metrics`)).text()
  for (const name of ['http_request_seconds', 'pool_waiting']) expect(metrics).toContain(name)
  expect(metrics).toContain('nodejs_eventloop_lag')
})
