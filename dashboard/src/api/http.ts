import type { z } from 'zod'
import { pageOf } from '#contracts/http/page.ts'
import { ApiError, errorOf } from './problem.ts'

/** Longest wait for an answer, in milliseconds. */
const timeoutMs = 20_000
const pageSize = 500
/** Bound of a list: 40 pages of 500 are the 20,000 slots of the largest lot. */
const mostPages = 40

type Query = Record<string, string | number | readonly string[]>

interface Options {
  query?: Query
  signal: AbortSignal
  /** Bearer token of an operator. */
  token?: string
}

/** Gets `path` and checks the answer against its contract. Fails with {@link ApiError} only, or when aborted. */
export async function get<T extends z.ZodType>(
  schema: T,
  path: string,
  { query = {}, signal, token }: Options,
): Promise<z.output<T>> {
  const response = await fetch(withQuery(path, query), {
    headers: {
      accept: 'application/json, application/problem+json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new ApiError('unreachable')
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw errorOf(response.status, body)
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new ApiError('unreadable', parsed.error.message)
  return parsed.data
}

/** Gets every page of a list, up to 20,000 items. */
export async function getAll<T extends z.ZodType>(
  item: T,
  path: string,
  options: Options,
): Promise<z.output<T>[]> {
  const items: z.output<T>[] = []
  let cursor: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const query: Query = { ...options.query, limit: pageSize, ...(cursor ? { cursor } : {}) }
    const answer: { items: z.output<T>[]; nextCursor: string | null } = await get(
      pageOf(item),
      path,
      { ...options, query },
    )
    items.push(...answer.items)
    cursor = answer.nextCursor
    if (cursor === null) break
  }
  return items
}

function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one))
  }
  const text = params.toString()
  return text === '' ? path : `${path}?${text}`
}
