import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import {
  CountReading,
  History,
  HistoryQuery,
  InstantsQuery,
  longestDays,
  OccupancyAt,
} from '#contracts/http/history.ts'
import { PageQuery, pageOf } from '#contracts/http/page.ts'
import { LotId } from '#contracts/ids.ts'
import { InstantText } from '#contracts/time.ts'
import type { Pool } from '../db/pool.ts'
import { decodeCursor, pageFrom } from '../http/cursor.ts'
import { Refusal } from '../http/problem.ts'
import { jsonResponse, newRouter, problemResponses } from '../http/router.ts'
import { lotHistory, lotOccupancyAt } from './service.ts'
import { type LotRow, selectCounts, selectLot } from './store.ts'

const params = z.object({ lot: LotId })
const problems = problemResponses('invalid-request', 'not-found')

const getHistory = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}/history',
  tags: ['History'],
  summary: "Get a lot's occupancy over time, by minute, hour or local day",
  request: { params, query: HistoryQuery },
  responses: { 200: jsonResponse(History, 'The history'), ...problems },
})

const getOccupancyAt = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}/occupancy-at',
  tags: ['History'],
  summary: 'Get how many slots were occupied at up to 500 instants',
  request: { params, query: InstantsQuery },
  responses: { 200: jsonResponse(OccupancyAt, 'The counts in the order asked'), ...problems },
})

const CountsQuery = PageQuery.extend({
  flagged: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Only readings that no number of cars can explain' }),
  from: InstantText.optional(),
  to: InstantText.optional(),
})

const CountCursor = z.tuple([z.number(), z.string(), z.number(), z.number()])

const listCounts = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}/counts',
  tags: ['History'],
  summary: "List what a lot's counters reported, newest first",
  request: { params, query: CountsQuery },
  responses: { 200: jsonResponse(pageOf(CountReading), 'A page of readings'), ...problems },
})

/** A lot's past. */
export function analyticsRoutes({ pool, now }: { pool: Pool; now: () => number }) {
  return newRouter()
    .openapi(getHistory, async (c) => {
      const { resolution, ...range } = c.req.valid('query')
      const from = Date.parse(range.from)
      const to = Date.parse(range.to)
      refuseSpan(from, to, longestDays[resolution])
      const lot = await requireLot(pool, c.req.valid('param').lot)
      return c.json(await lotHistory(pool, lot, { from, to, resolution }, now()), 200)
    })
    .openapi(getOccupancyAt, async (c) => {
      const { at } = c.req.valid('query')
      const lot = await requireLot(pool, c.req.valid('param').lot)
      const { occupied, ...head } = await lotOccupancyAt(
        pool,
        lot,
        at.map((text) => Date.parse(text)),
      )
      const points = at.map((text, i) => ({ at: text, occupied: occupied[i] ?? 0 }))
      return c.json({ ...head, points }, 200)
    })
    .openapi(listCounts, async (c) => {
      const { cursor, limit, flagged, from, to } = c.req.valid('query')
      const lot = await requireLot(pool, c.req.valid('param').lot)
      const where = {
        from: from === undefined ? 0 : Date.parse(from),
        to: to === undefined ? farFuture : Date.parse(to),
        isFlagged: flagged === 'true',
        after: decodeCursor(cursor, CountCursor),
      }
      const rows = await selectCounts(pool, lot.id, where, limit + 1)
      const { items, nextCursor } = pageFrom(rows, limit, (row) => [
        row.timeUs,
        row.counter,
        row.epochNo,
        row.seq,
      ])
      return c.json({ items: items.map(countReading), nextCursor }, 200)
    })
}

const farFuture = Date.UTC(9999, 0)

function countReading(row: Awaited<ReturnType<typeof selectCounts>>[number]): CountReading {
  const time = new Date(Math.floor(row.timeUs / 1000)).toISOString()
  return { counter: row.counter, time, occupied: row.occupied, flag: row.flag }
}

function refuseSpan(from: number, to: number, days: number): void {
  const wrong =
    to <= from
      ? 'must be after from'
      : to - from > days * 86_400_000
        ? `at most ${days} days after from at this resolution`
        : undefined
  if (wrong === undefined) return
  throw new Refusal('invalid-request', { errors: [{ pointer: '/query/to', detail: wrong }] })
}

async function requireLot(pool: Pool, code: string): Promise<LotRow> {
  const lot = await selectLot(pool, code)
  if (!lot) throw new Refusal('not-found', { detail: `There is no lot ${code}.` })
  return lot
}
