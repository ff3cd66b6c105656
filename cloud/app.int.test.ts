import { hc } from 'hono/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { problems } from '#contracts/http/problem.ts'
import type { App } from './app.ts'
import { asOperator, testApp } from './testing/app.ts'
import { aLot } from './testing/builders.ts'
import { type TestDatabase, testDatabase } from './testing/database.ts'
import { storePast } from './testing/history.ts'

const Content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }))
const Operation = z.object({
  summary: z.string().min(5),
  tags: z.array(z.string()).length(1),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean() }))
    .optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: Content })),
})
const Document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.enum(['get', 'put']), Operation.optional())),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})

const now = Date.parse('2026-03-14T08:30:00Z')
let db: TestDatabase
let app: ReturnType<typeof testApp>
let document: z.infer<typeof Document>

beforeAll(async () => {
  db = await testDatabase()
  app = testApp(db.pool, () => now)
  await app.request('/v1/lots/lot-1', asOperator('PUT', aLot(3)))
  const events = [1, 2, 3].map((n) => ({
    slot: `S00${n}`,
    t: now - n * 9_000,
    s: n,
    occupied: true,
  }))
  await storePast(db.pool, 'lot-1', events)
  await db.pool.query(
    `insert into ingest.count_reading (lot_id, counter, time, epoch_no, seq, occupied, flag)
     select lot_id, 'c1', to_timestamp($1::float8 / 1000), 1, n, n - 2, case n when 1 then 'below-zero' end
     from parking.lot_directory, generate_series(1, 3) as n`,
    [now],
  )
  document = Document.parse(await (await app.request('/v1/openapi.json')).json())
})
afterAll(() => db[Symbol.asyncDispose]())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      operation ? [{ path, method, operation }] : [],
    ),
  )

test('the document has every route of the API and nothing else', () => {
  const routes = app.routes
    .filter((r) => r.path.startsWith('/v1/') && ['GET', 'PUT'].includes(r.method))
    .map((r) => `${r.method} ${r.path.replaceAll(/:(\w+)/g, '{$1}')}`)
    .filter((r) => r !== 'GET /v1/openapi.json')
  const described = operations().map((o) => `${o.method.toUpperCase()} ${o.path}`)
  expect(new Set(described)).toEqual(new Set(routes))
  expect(described.length).toBeGreaterThanOrEqual(12)
})

test('each operation describes its parameters and its problems', () => {
  for (const { path, operation } of operations()) {
    const placeholders = [...path.matchAll(/{(\w+)}/g)].map((match) => match[1])
    const inPath = operation.parameters?.filter((p) => p.in === 'path' && p.required) ?? []
    expect(inPath.map((p) => p.name)).toEqual(placeholders)
    const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400)
    expect(failures.map(([status]) => status)).toEqual(
      expect.arrayContaining(['400', '500', '503']),
    )
    for (const [, { content }] of failures) {
      expect(content['application/problem+json']?.schema).toEqual({
        $ref: '#/components/schemas/Problem',
      })
    }
  }
})

const span = 'from=2026-03-14T00:00:00Z&to=2026-03-15T00:00:00Z'
const questions: Record<string, string> = {
  '/v1/lots': '/v1/lots',
  '/v1/lots/{lot}': '/v1/lots/lot-1',
  '/v1/lots/{lot}/slots': '/v1/lots/lot-1/slots',
  '/v1/occupancy': '/v1/occupancy',
  '/v1/lots/{lot}/occupancy': '/v1/lots/lot-1/occupancy',
  '/v1/lots/{lot}/history': `/v1/lots/lot-1/history?${span}&resolution=minute`,
  '/v1/lots/{lot}/occupancy-at': '/v1/lots/lot-1/occupancy-at?at=2026-03-14T08:29:46Z',
  '/v1/lots/{lot}/counts': '/v1/lots/lot-1/counts',
  '/v1/lots/{lot}/journal': '/v1/lots/lot-1/journal',
  '/v1/lots/{lot}/gateway': '/v1/lots/lot-1/gateway',
  '/v1/dead-letters': '/v1/dead-letters',
}

/** The zod schema of a JSON schema of the document. */
function documented(schema: object): z.ZodType {
  const defs = JSON.stringify({ ...schema, $defs: document.components.schemas })
  return z.fromJSONSchema(JSON.parse(defs.replaceAll('#/components/schemas/', '#/$defs/')))
}

test('live answers are what the document says', async () => {
  const gets = operations().filter((o) => o.method === 'get')
  expect(gets.map((o) => o.path).sort()).toEqual(Object.keys(questions).sort())
  for (const { path, operation } of gets) {
    const answer = await app.request(questions[path] ?? '', asOperator('GET'))
    expect(answer.status, path).toBe(200)
    const schema = operation.responses['200']?.content['application/json']?.schema ?? {}
    const parsed = documented(schema).safeParse(await answer.json())
    expect(parsed.error?.issues, path).toBeUndefined()
  }
  const problem = await (await app.request('/v1/lots/nowhere')).json()
  expect(documented({ $ref: '#/components/schemas/Problem' }).parse(problem)).toEqual(problem)
  expect(documented({ $ref: '#/components/schemas/Lot' }).safeParse({}).success).toBe(false)
})

test('counts are newest first, or only the flagged ones', async () => {
  const read = async (query: string) =>
    (await (await app.request(`/v1/lots/lot-1/counts${query}`)).json()) as {
      items: { occupied: number; flag: string | null }[]
    }
  expect((await read('')).items.map((r) => r.occupied)).toEqual([1, 0, -1])
  expect((await read('?flagged=true')).items).toEqual([
    { counter: 'c1', time: '2026-03-14T08:30:00.000Z', occupied: -1, flag: 'below-zero' },
  ])
  expect((await read(`?from=2026-03-14T08:30:00.001Z`)).items).toEqual([])
})

test('problems have an address with a page that says what they are', async () => {
  for (const [name, { title }] of Object.entries(problems)) {
    const page = await app.request(`/problems/${name}`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain(title)
  }
  expect((await app.request('/problems/none')).status).toBe(404)
})

test('the documentation needs no other server', async () => {
  const page = await app.request('/docs')
  const html = await page.text()
  const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(links).toHaveLength(3)
  expect(html).not.toMatch(/<script>|<style>|https?:/)
  for (const link of links) expect((await app.request(link)).status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
})

test('a typed client is made from the type of the app', async () => {
  const api = hc<App>('http://parkade.test', {
    fetch: (input: string | URL | Request, init?: RequestInit) => app.request(input, init),
  })
  const answer = await api.v1.lots[':lot'].occupancy.$get({ param: { lot: 'lot-1' } })
  if (!answer.ok) throw new Error(`${answer.status}`)
  const snapshot = await answer.json()
  expect(snapshot.slots.map((slot) => slot.occupied)).toEqual([true, true, true])
})
