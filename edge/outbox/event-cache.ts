/** JSON of the newest events, so that what is sent at once need not be read back from the disk. */
export interface EventCache {
  get: (seq: number) => string | undefined
  set: (seq: number, json: string) => void
  delete: (seq: number) => void
}

/**
 * A cache of at most `limit` characters. It forgets by halves: when the younger half is full the older one goes at
 * once, which costs nothing per event.
 */
export function eventCache(limit: number): EventCache {
  let young = new Map<number, string>()
  let old = new Map<number, string>()
  let size = 0
  return {
    get: (seq) => young.get(seq) ?? old.get(seq),
    delete(seq) {
      size -= young.get(seq)?.length ?? 0
      young.delete(seq)
      old.delete(seq)
    },
    set(seq, json) {
      if (size + json.length > limit / 2) {
        old = young
        young = new Map()
        size = 0
      }
      young.set(seq, json)
      size += json.length
    },
  }
}
