import { z } from 'zod'
import { Refusal } from './problem.ts'

/** An opaque cursor holding the sort key of the last item of a page. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The key inside a cursor, or undefined without one. Refuses a cursor that this list did not give out. */
export function decodeCursor<T extends z.ZodType>(
  cursor: string | undefined,
  key: T,
): z.infer<T> | undefined {
  if (cursor === undefined) return undefined
  const parsed = key.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (parsed.success) return parsed.data
  throw new Refusal('invalid-request', {
    errors: [{ pointer: '/query/cursor', detail: 'not a cursor of this list' }],
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A page of at most `limit` from rows read one beyond it, with the cursor of the next page. */
export function pageFrom<Row>(
  rows: readonly Row[],
  limit: number,
  toKey: (row: Row) => readonly (string | number)[],
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(toKey(last)) : null,
  }
}

/** The key of lists ordered by one code. */
export const CodeKey = z.tuple([z.string()])
