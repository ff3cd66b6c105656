/**
 * Runs `load` once for all callers that ask for the same key while none of them was served: everybody who asks is answered by
 * a load that began after they asked, so a thousand pages that come back at once cost two queries.
 */
export function batched<T>(load: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<unknown>>()
  const next = new Map<string, Promise<T>>()

  const start = async (key: string): Promise<T> => {
    await running.get(key)?.catch(() => {})
    next.delete(key)
    const loading = load(key)
    running.set(key, loading)
    try {
      return await loading
    } finally {
      if (running.get(key) === loading) running.delete(key)
    }
  }
  return (key) => {
    const waiting = next.get(key)
    if (waiting) return waiting
    const promise = start(key)
    next.set(key, promise)
    return promise
  }
}
