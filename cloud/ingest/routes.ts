import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { DeadLetter, GatewayHealth, JournalEntry } from '#contracts/http/operations.ts'
import { PageQuery, pageOf } from '#contracts/http/page.ts'
import { LotId } from '#contracts/ids.ts'
import type { Pool } from '../db/pool.ts'
import { decodeCursor, pageFrom } from '../http/cursor.ts'
import { requireOperator } from '../http/operator.ts'
import { Refusal } from '../http/problem.ts'
import { jsonResponse, newRouter, problemResponses } from '../http/router.ts'
import { journalEntry } from './read/journal.ts'
import {
  type DeadLetterRow,
  type GatewayRow,
  selectDeadLetters,
  selectGateway,
  selectJournal,
  selectLotId,
} from './read/store.ts'

const params = z.object({ lot: LotId })

const listJournal = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}/journal',
  tags: ['Operations'],
  summary: 'List what happened at a lot, newest first',
  request: { params, query: PageQuery },
  responses: {
    200: jsonResponse(pageOf(JournalEntry), 'A page of the event log'),
    ...problemResponses('invalid-request', 'not-found'),
  },
})
const JournalCursor = z.tuple([z.int(), z.int(), z.int(), z.int(), z.int()])

const getGateway = createRoute({
  method: 'get',
  path: '/v1/lots/{lot}/gateway',
  tags: ['Operations'],
  summary: "Get how a lot's gateway does",
  request: { params },
  responses: {
    200: jsonResponse(GatewayHealth, 'Its health'),
    ...problemResponses('invalid-request', 'not-found'),
  },
})

const listDeadLetters = (operator: ReturnType<typeof requireOperator>) =>
  createRoute({
    method: 'get',
    path: '/v1/dead-letters',
    tags: ['Operations'],
    summary: 'List messages that the cloud could not use, newest first',
    security: [{ operator: [] }],
    middleware: operator,
    request: { query: PageQuery },
    responses: {
      200: jsonResponse(pageOf(DeadLetter), 'A page of dead letters'),
      ...problemResponses('invalid-request', 'not-signed-in'),
    },
  })
const DeadLetterCursor = z.tuple([z.int()])
const payloadCharacters = 2_000

/** What operators look at: the event log, the gateways, the messages nobody could use. */
export function operationsRoutes(deps: { pool: Pool; operatorTokenSha256: string | undefined }) {
  const { pool } = deps
  return newRouter()
    .openapi(listJournal, async (c) => {
      const { lot } = c.req.valid('param')
      const { cursor, limit } = c.req.valid('query')
      const id = await selectLotId(pool, lot)
      if (id === undefined) throw noLot(lot)
      const rows = await selectJournal(pool, id, decodeCursor(cursor, JournalCursor), limit + 1)
      const page = pageFrom(rows, limit, (r) => [r.timeUs, r.source, r.epochNo, r.seq, r.slotId])
      return c.json({ ...page, items: page.items.map(journalEntry) }, 200)
    })
    .openapi(getGateway, async (c) => {
      const { lot } = c.req.valid('param')
      const row = await selectGateway(pool, lot)
      if (!row) throw noLot(lot)
      return c.json(gatewayHealth(row), 200)
    })
    .openapi(listDeadLetters(requireOperator(deps.operatorTokenSha256)), async (c) => {
      const { cursor, limit } = c.req.valid('query')
      const [before] = decodeCursor(cursor, DeadLetterCursor) ?? [Number.MAX_SAFE_INTEGER]
      const rows = await selectDeadLetters(pool, before, limit + 1, payloadCharacters * 4)
      const page = pageFrom(rows, limit, (row) => [row.id])
      return c.json({ ...page, items: page.items.map(deadLetter) }, 200)
    })
}

function noLot(lot: string): Refusal {
  return new Refusal('not-found', { detail: `There is no lot ${lot}.` })
}

function gatewayHealth(row: GatewayRow): GatewayHealth {
  return {
    ...row,
    since: instant(row.since),
    lastReportAt: instant(row.lastReportAt),
    oldestQueuedAt: instant(row.oldestQueuedAt),
  }
}

function deadLetter({ raw, firstAt, lastAt, ...letter }: DeadLetterRow): DeadLetter {
  return {
    ...letter,
    payload: raw.toString('utf8').slice(0, payloadCharacters),
    firstAt: new Date(firstAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
  }
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
