import type { z } from 'zod'
import { pageOf } from '#contracts/http/page.ts'

interface Requests {
  request: (path: string, init?: RequestInit) => Response | Promise<Response>
}

/** Every item of a list, page by page, each checked against `item`. */
export async function walk<T extends z.ZodType>(
  app: Requests,
  path: string,
  item: T,
  init?: RequestInit,
): Promise<z.infer<T>[]> {
  const items: z.infer<T>[] = []
  let cursor: string | null = null
  do {
    const next: string = cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`
    const answer = await app.request(next, init)
    if (answer.status !== 200) throw new Error(`${next}: ${answer.status} ${await answer.text()}`)
    const page = pageOf(item).parse(await answer.json())
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}
