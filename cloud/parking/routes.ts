import { createRoute } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { etag } from 'hono/etag'
import { z } from 'zod'
import { Lot, LotDescription, Slot } from '#contracts/http/lots.ts'
import { PageQuery, pageOf } from '#contracts/http/page.ts'
import { LotId } from '#contracts/ids.ts'
import type { Pool } from '../db/pool.ts'
import { CodeKey, decodeCursor, pageFrom } from '../http/cursor.ts'
import { requireOperator } from '../http/operator.ts'
import { Refusal } from '../http/problem.ts'
import { jsonResponse, newRouter, problemResponses } from '../http/router.ts'
import { isKnownTimeZone } from './lot.ts'
import { listSlots, putLot } from './service.ts'
import { selectLot, selectLots } from './store.ts'

/** A description of 20,000 slots is about 4 MB. */
const largestBody = 8 * 1024 * 1024
const params = z.object({ lot: LotId })

const listLots = createRoute({
  method: 'get',
  path: '/v1/lots',
  tags: ['Lots'],
  summary: 'List lots in the order of their codes',
  request: { query: PageQuery },
  responses: {
    200: jsonResponse(pageOf(Lot), 'A page of lots'),
    ...problemResponses('invalid-request'),
  },
})

const getLot = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}',
  tags: ['Lots'],
  summary: 'Get one lot',
  request: { params },
  responses: {
    200: jsonResponse(Lot, 'The lot'),
    ...problemResponses('invalid-request', 'not-found'),
  },
})

const getSlots = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}/slots',
  tags: ['Lots'],
  summary: "List a lot's slots in the order of their codes",
  request: { params, query: PageQuery },
  responses: {
    200: jsonResponse(pageOf(Slot), 'A page of slots'),
    ...problemResponses('invalid-request', 'not-found'),
  },
})

const describeLot = (operator: ReturnType<typeof requireOperator>) =>
  createRoute({
    method: 'put',
    path: '/v1/lots/{lot}',
    tags: ['Lots'],
    summary: 'Describe a lot with all its slots; slots left out are retired',
    security: [{ operator: [] }],
    middleware: [
      operator,
      bodyLimit({
        maxSize: largestBody,
        onError: () => {
          throw new Refusal('too-large', { detail: `At most ${largestBody} bytes.` })
        },
      }),
    ],
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: LotDescription } } },
    },
    responses: {
      200: jsonResponse(Lot, 'The lot as it is now'),
      201: jsonResponse(Lot, 'The lot, made by this request'),
      ...problemResponses(
        'invalid-request',
        'not-signed-in',
        'too-large',
        'unsupported-media-type',
      ),
    },
  })

/** Lots and their slots. */
export function parkingRoutes(deps: {
  pool: Pool
  now: () => number
  operatorTokenSha256: string | undefined
}) {
  const { pool, now } = deps
  const router = newRouter()
  router.use('/v1/lots', etag())
  router.use('/v1/lots/:lot/slots', etag())
  return router
    .openapi(listLots, async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const [after] = decodeCursor(cursor, CodeKey) ?? ['']
      const rows = await selectLots(pool, after, limit + 1)
      c.header('cache-control', 'no-cache')
      return c.json(
        pageFrom(rows, limit, (lot) => [lot.id]),
        200,
      )
    })
    .openapi(getLot, async (c) => c.json(await requireLot(pool, c.req.valid('param').lot), 200))
    .openapi(getSlots, async (c) => {
      const { lot } = c.req.valid('param')
      const { cursor, limit } = c.req.valid('query')
      const [after] = decodeCursor(cursor, CodeKey) ?? ['']
      const rows = await listSlots(pool, lot, after, limit + 1)
      if (rows.length === 0) await requireLot(pool, lot)
      c.header('cache-control', 'no-cache')
      return c.json(
        pageFrom(rows, limit, (slot) => [slot.id]),
        200,
      )
    })
    .openapi(describeLot(requireOperator(deps.operatorTokenSha256)), async (c) => {
      const description = c.req.valid('json')
      if (!isKnownTimeZone(description.timeZone)) {
        const errors = [{ pointer: '/timeZone', detail: 'not a time zone of the IANA database' }]
        throw new Refusal('invalid-request', { errors })
      }
      const { lot, created } = await putLot(pool, c.req.valid('param').lot, description, now())
      return c.json(lot, created ? 201 : 200)
    })
}

async function requireLot(pool: Pool, code: string): Promise<Lot> {
  const lot = await selectLot(pool, code)
  if (!lot) throw new Refusal('not-found', { detail: `There is no lot ${code}.` })
  return lot
}
