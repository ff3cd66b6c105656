/** JSON of the newest events, so that what is sent at once need not be read back from the disk. */
export interface EventCache {
  get: (seq: number) => string | undefined
  set: (seq: number, json: string) => void
  delete: (seq: number) => void
}

/** A cache of at most `limit` characters; the oldest entries go first. */
export function eventCache(limit: number): EventCache {
  const events = new Map<number, string>()
  let held = 0
  const drop = (seq: number) => {
    held -= events.get(seq)?.length ?? 0
    events.delete(seq)
  }
  return {
    get: (seq) => events.get(seq),
    delete: drop,
    set(seq, json) {
      events.set(seq, json)
      held += json.length
      for (const oldest of events.keys()) {
        if (held <= limit) break
        drop(oldest)
      }
    },
  }
}
