import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { LotOccupancy, LotSnapshot } from '#contracts/http/occupancy.ts'
import { PageQuery, pageOf } from '#contracts/http/page.ts'
import { LotId } from '#contracts/ids.ts'
import type { Pool } from '../db/pool.ts'
import { CodeKey, decodeCursor, pageFrom } from '../http/cursor.ts'
import { Refusal } from '../http/problem.ts'
import { jsonResponse, newRouter, problemResponses } from '../http/router.ts'
import { cityOccupancy, lotSnapshot } from './service.ts'

const listOccupancy = createRoute({
  method: 'get',
  path: '/v1/occupancy',
  tags: ['Occupancy'],
  summary: 'Count free and occupied slots of all lots now',
  request: { query: PageQuery },
  responses: {
    200: jsonResponse(pageOf(LotOccupancy), 'A page of lots in the order of their codes'),
    ...problemResponses('invalid-request'),
  },
})

const getOccupancy = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}/occupancy',
  tags: ['Occupancy'],
  summary: "Get a lot's counts and slots as they are now, in one snapshot",
  request: { params: z.object({ lot: LotId }) },
  responses: {
    200: jsonResponse(LotSnapshot, 'The snapshot'),
    ...problemResponses('invalid-request', 'not-found'),
  },
})

/** What is free now. */
export function availabilityRoutes({ pool, now }: { pool: Pool; now: () => number }) {
  return newRouter()
    .openapi(listOccupancy, async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const [after] = decodeCursor(cursor, CodeKey) ?? ['']
      const rows = await cityOccupancy(pool, now(), { after, limit: limit + 1 })
      return c.json(
        pageFrom(rows, limit, (row) => [row.lot]),
        200,
      )
    })
    .openapi(getOccupancy, async (c) => {
      const { lot } = c.req.valid('param')
      const snapshot = await lotSnapshot(pool, lot, now())
      if (!snapshot) throw new Refusal('not-found', { detail: `There is no lot ${lot}.` })
      return c.json(snapshot, 200)
    })
}
