import { type Hook, OpenAPIHono } from '@hono/zod-openapi'
import type { RequestIdVariables } from 'hono/request-id'
import type { ZodType } from 'zod'
import { Problem, type ProblemName, problems } from '#contracts/http/problem.ts'
import { Refusal } from './problem.ts'

export interface HttpEnv {
  Variables: RequestIdVariables
}

const places: Record<string, string> = {
  query: '/query',
  param: '/path',
  header: '/header',
  json: '',
}

// biome-ignore lint/suspicious/noExplicitAny: the hook sees every route's input; the library types it so
const refuseInvalid: Hook<any, HttpEnv, any, any> = (result) => {
  if (result.success) return
  const place = places[result.target] ?? `/${result.target}`
  throw new Refusal('invalid-request', {
    errors: result.error.issues.slice(0, 50).map((issue) => ({
      pointer: [place, ...issue.path.map((key) => pointerPart(String(key)))].join('/'),
      detail: issue.message,
    })),
  })
}

function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A router whose routes answer an invalid request with a problem that points at each wrong field (50 at most). */
export function newRouter() {
  return new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid })
}

/** A route's JSON answer. */
export function jsonResponse<T extends ZodType>(schema: T, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

type ProblemResponses<N extends ProblemName> = {
  [Name in N as (typeof problems)[Name]['status']]: {
    description: string
    content: { 'application/problem+json': { schema: typeof Problem } }
  }
}

/** The `responses` of a route for the problems it can answer with; every route can fail with 500 and 503. */
export function problemResponses<N extends ProblemName>(
  ...names: N[]
): ProblemResponses<N | 'internal-error' | 'unavailable'> {
  const all: ProblemName[] = [...names, 'internal-error', 'unavailable']
  const entries = all.map((name) => [
    problems[name].status,
    {
      description: problems[name].title,
      content: { 'application/problem+json': { schema: Problem } },
    },
  ])
  return Object.fromEntries(entries)
}
