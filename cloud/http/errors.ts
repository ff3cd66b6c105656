import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ProblemName } from '#contracts/http/problem.ts'
import type { Log } from './access-log.ts'
import { problemResponse, Refusal } from './problem.ts'
import type { HttpEnv } from './router.ts'

const names: Record<number, ProblemName> = {
  400: 'invalid-request',
  401: 'not-signed-in',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-media-type',
  504: 'unavailable',
}

/** SQLSTATE classes of a database that is away, full, ending or out of time; clients may try again. */
const away = /^(08|53|57)|^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT)$/

/** Answers every error as a problem. Faults of ours are logged with their cause and tell nothing of it. */
export function errorHandler(deps: { publicUrl: string; log: Log }) {
  return (error: unknown, c: Context<HttpEnv>): Response => {
    const refusal = refusalOf(error)
    if (refusal.problem === 'internal-error' || refusal.problem === 'unavailable') {
      deps.log.error({ err: error, requestId: c.get('requestId') }, 'request failed')
    }
    return problemResponse(refusal, { publicUrl: deps.publicUrl, instance: c.req.path })
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof HTTPException) {
    const name = names[error.status]
    if (name) return new Refusal(name, { detail: error.message, cause: error })
  }
  const retry = { headers: { 'retry-after': '5' }, cause: error }
  if (isAway(error)) return new Refusal('unavailable', retry)
  return new Refusal('internal-error', { cause: error })
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string') return away.test(error.code)
  return /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout)/.test(
    error.message,
  )
}
