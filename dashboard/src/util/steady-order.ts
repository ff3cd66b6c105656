import { useRef } from 'react'

/**
 * Keeps a list's order while `held` (a pointer or the focus is on it): known items stay where they were, new ones come
 * last. Released, the list takes its new order.
 */
export function keepOrder(before: readonly string[], next: readonly string[]): string[] {
  const coming = new Set(next)
  const known = new Set(before)
  return [...before.filter((id) => coming.has(id)), ...next.filter((id) => !known.has(id))]
}

/** {@link keepOrder} over renders. A change of `key` (another sorting) always reorders. */
export function useSteadyOrder(next: readonly string[], held: boolean, key: string): string[] {
  const last = useRef<{ key: string; ids: string[] }>({ key, ids: [...next] })
  const ids = held && last.current.key === key ? keepOrder(last.current.ids, next) : [...next]
  last.current = { key, ids }
  return ids
}
