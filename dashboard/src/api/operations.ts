import { queryOptions } from '@tanstack/react-query'
import { DeadLetter } from '#contracts/http/operations.ts'
import { pageOf } from '#contracts/http/page.ts'
import { api } from '../paths.ts'
import { get } from './http.ts'
import { keys } from './keys.ts'

/** The latest messages the cloud could not use; for operators. */
export function deadLettersQuery(token: string) {
  return queryOptions({
    queryKey: keys.deadLetters(token),
    queryFn: ({ signal }) =>
      get(pageOf(DeadLetter), api.deadLetters, { signal, token, query: { limit: 100 } }),
    refetchInterval: 15_000,
  })
}
