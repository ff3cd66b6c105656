import { afterAll, beforeAll, expect, test } from 'vitest'
import { Problem } from '#contracts/http/problem.ts'
import { openPool } from '../db/pool.ts'
import { asOperator, operatorToken, testApp } from '../testing/app.ts'
import { aLot, aSlot } from '../testing/builders.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'

let db: TestDatabase
let app: ReturnType<typeof testApp>

beforeAll(async () => {
  db = await testDatabase()
  app = testApp(db.pool)
})
afterAll(() => db[Symbol.asyncDispose]())

async function problemOf(request: Response | Promise<Response>) {
  const answer = await request
  const problem = Problem.parse(await answer.json())
  expect(problem.status).toBe(answer.status)
  return { status: answer.status, headers: answer.headers, problem }
}

test('wrong fields are pointed at', async () => {
  const wrong = {
    ...aLot(2),
    latitude: 91,
    colour: 'red',
    slots: [aSlot(1), { ...aSlot(2), id: 'a b' }],
  }
  const { status, headers, problem } = await problemOf(
    app.request('/v1/lots/wrong', asOperator('PUT', wrong)),
  )
  expect(status).toBe(400)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(problem).toMatchObject({
    type: 'http://parkade.test/problems/invalid-request',
    instance: '/v1/lots/wrong',
  })
  expect(problem.errors?.map((e) => e.pointer).sort()).toEqual(['', '/latitude', '/slots/1/id'])
})

test.each([
  ['/v1/lots?limit=501', '/query/limit'],
  ['/v1/lots?cursor=%25', '/query/cursor'],
  ['/v1/lots/a%20b', '/path/lot'],
  ['/v1/lots/l/history?from=yesterday&to=2026-03-14T00:00:00Z', '/query/from'],
  ['/v1/lots/l/history?from=2026-03-14T00:00:00Z&to=2026-03-14T00:00:00Z', '/query/to'],
  ['/v1/lots/l/history?from=2026-01-01T00:00:00Z&to=2026-12-01T00:00:00Z', '/query/to'],
  ['/v1/lots/l/occupancy-at', '/query/at'],
  ['/v1/lots/l/occupancy-at?at=2026-03-14T00:00:00Z&at=now', '/query/at/1'],
])('%s is refused with a pointer to %s', async (path, pointer) => {
  const { status, problem } = await problemOf(app.request(path))
  expect(status).toBe(400)
  expect(problem.errors?.map((e) => e.pointer)).toEqual([pointer])
})

test('a body that is no JSON, of another kind or without end is refused', async () => {
  const init = asOperator('PUT')
  const put = (body: string, headers: Record<string, string> = {}) =>
    app.request('/v1/lots/l', { ...init, body, headers: { ...init.headers, ...headers } })
  expect((await problemOf(put('{"name":'))).status).toBe(400)
  expect((await problemOf(put('name=x', { 'content-type': 'text/plain' }))).status).toBe(415)
  expect((await problemOf(put('x'.repeat(8 * 1024 * 1024 + 1)))).status).toBe(413)
})

test('an unknown time zone is refused', async () => {
  const body = aLot(1, { timeZone: 'Europe/Atlantis' })
  const { status, problem } = await problemOf(app.request('/v1/lots/l', asOperator('PUT', body)))
  expect([status, problem.errors?.[0]?.pointer]).toEqual([400, '/timeZone'])
})

test.each([
  '/v1/lots/nowhere',
  '/v1/lots/nowhere/slots',
  '/v1/lots/nowhere/occupancy',
  '/v1/lots/nowhere/history?from=2026-03-14T00:00:00Z&to=2026-03-15T00:00:00Z',
  '/v1/lots/nowhere/occupancy-at?at=2026-03-14T00:00:00Z',
  '/v1/lots/nowhere/counts',
  '/v1/lots/nowhere/journal',
  '/v1/lots/nowhere/gateway',
  '/v1/nothing',
])('%s is not found', async (path) => {
  const { status, problem } = await problemOf(app.request(path))
  expect([status, problem.type]).toEqual([404, 'http://parkade.test/problems/not-found'])
})

test('a method that a path does not have is answered with those it has', async () => {
  const { status, headers } = await problemOf(app.request('/v1/lots/x', { method: 'DELETE' }))
  expect(status).toBe(405)
  expect(headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'PUT'])
})

test.each([
  ['no token', undefined],
  ['a wrong token', 'Bearer wrong'],
  ['another scheme', `Basic ${operatorToken}`],
  ['the token with more', `Bearer ${operatorToken}x`],
])('with %s nothing is written', async (_, authorization) => {
  const body = JSON.stringify(aLot(1))
  const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) }
  const answer = app.request('/v1/lots/intruder', { method: 'PUT', body, headers })
  const { status, headers: answered } = await problemOf(answer)
  expect([status, answered.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect((await app.request('/v1/lots/intruder')).status).toBe(404)
})

test('when the database is away the answer is 503 and says when to come back', async () => {
  const away = openPool('postgres://nobody:geheim@127.0.0.1:1/none', { max: 1 })
  const { status, headers, problem } = await problemOf(testApp(away).request('/v1/lots'))
  await away.end()
  expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  expect(JSON.stringify(problem)).not.toContain('geheim')
})

test('a list that has not changed is not sent again', async () => {
  await app.request('/v1/lots/same', asOperator('PUT', aLot(1)))
  const first = await app.request('/v1/lots/same/slots')
  const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
  expect((await app.request('/v1/lots/same/slots', { headers })).status).toBe(304)
  await app.request('/v1/lots/same', asOperator('PUT', aLot(2)))
  expect((await app.request('/v1/lots/same/slots', { headers })).status).toBe(200)
})
