const chunkSize = 1024

interface Chunk {
  count: number
  values: Uint16Array
}

/**
 * Sequence numbers with a small number (1–65,535) each: two bytes per number, so that a backlog of a million events
 * costs two megabytes of memory, whatever holes acknowledgements leave in it.
 */
export interface SeqMap {
  set: (seq: number, value: number) => void
  /** 0 when absent. */
  get: (seq: number) => number
  /** The value it had; 0 when absent. */
  delete: (seq: number) => number
  /** The lowest number at or above `from` and at most `to`, or undefined. */
  next: (from: number, to?: number) => number | undefined
  /** Up to `limit` numbers at or above `from` and at most `to`, ascending. */
  range: (from: number, to: number, limit: number) => number[]
  clear: () => void
  readonly size: number
}

/** An empty map. */
export function seqMap(): SeqMap {
  const chunks = new Map<number, Chunk>()
  let order: number[] = []
  let size = 0
  const chunkOf = (seq: number) => chunks.get(Math.floor(seq / chunkSize))

  const add = (index: number): Chunk => {
    const chunk = { count: 0, values: new Uint16Array(chunkSize) }
    chunks.set(index, chunk)
    if ((order.at(-1) ?? -1) < index) order.push(index)
    else order = [...order, index].sort((a, b) => a - b)
    return chunk
  }

  const remove = (seq: number): number => {
    const index = Math.floor(seq / chunkSize)
    const chunk = chunks.get(index)
    const had = chunk?.values[seq % chunkSize] ?? 0
    if (!chunk || had === 0) return 0
    chunk.values[seq % chunkSize] = 0
    chunk.count--
    size--
    if (chunk.count === 0) {
      chunks.delete(index)
      order = order[0] === index ? order.slice(1) : order.filter((i) => i !== index)
    }
    return had
  }

  const next = (from: number, to = Number.MAX_SAFE_INTEGER): number | undefined => {
    const start = Math.floor(from / chunkSize)
    for (let o = firstAtLeast(order, start); o < order.length; o++) {
      const index = order[o] as number
      if (index * chunkSize > to) return undefined
      const values = (chunks.get(index) as Chunk).values
      for (let i = index === start ? from % chunkSize : 0; i < chunkSize; i++) {
        if (values[i] === 0) continue
        const seq = index * chunkSize + i
        return seq <= to ? seq : undefined
      }
    }
    return undefined
  }

  return {
    get: (seq) => chunkOf(seq)?.values[seq % chunkSize] ?? 0,
    set(seq, value) {
      const chunk = chunkOf(seq) ?? add(Math.floor(seq / chunkSize))
      if (chunk.values[seq % chunkSize] === 0) {
        chunk.count++
        size++
      }
      chunk.values[seq % chunkSize] = value
    },
    delete: remove,
    next,
    range(from, to, limit) {
      const found: number[] = []
      for (let seq = next(from, to); seq !== undefined; seq = next(seq + 1, to)) {
        if (found.length >= limit) break
        found.push(seq)
      }
      return found
    },
    clear() {
      chunks.clear()
      order = []
      size = 0
    },
    get size() {
      return size
    },
  }
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const mid = (low + high) >> 1
    if ((sorted[mid] as number) < value) low = mid + 1
    else high = mid
  }
  return low
}
