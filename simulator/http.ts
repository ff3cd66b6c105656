import type { z } from 'zod'
import type { LotDescription } from '#contracts/http/lots.ts'

/** Parkade's HTTP API, as somebody outside uses it. Every call ends after 30 s. Errors say what was answered. */
export interface Api {
  /** Describes a lot with all its slots, as the operator. */
  readonly putLot: (lot: string, description: z.input<typeof LotDescription>) => Promise<void>
  /** The body of a GET, checked. `path` starts with `/v1`. */
  readonly get: <T>(path: string, schema: z.ZodType<T>) => Promise<T>
}

/** The API at `url`, with the operator's token. */
export function openApi(url: string, operatorToken: string): Api {
  const call = async (path: string, init: RequestInit) => {
    const response = await fetch(url + path, {
      ...init,
      headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(30_000),
    })
    if (response.ok) return response
    const answer = (await response.text()).slice(0, 500)
    throw new Error(`${init.method} ${path.slice(0, 200)} answered ${response.status}: ${answer}`)
  }
  return {
    putLot: async (lot, description) => {
      const body = JSON.stringify(description)
      await (await call(`/v1/lots/${lot}`, { method: 'PUT', body })).arrayBuffer()
    },
    get: async (path, schema) => {
      return schema.parse(await (await call(path, { method: 'GET' })).json())
    },
  }
}
