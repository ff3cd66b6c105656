/** What is going to happen, soonest first; of two at the same time the one added first. */
export interface Agenda<T> {
  add: (at: number, what: T) => void
  /** Takes the soonest that is due at `now`, or gives undefined. */
  take: (now: number) => { at: number; what: T } | undefined
  size: () => number
}

interface Entry<T> {
  at: number
  order: number
  what: T
}

/** A binary heap. Times are in ms since 1970. */
export function makeAgenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = []
  let order = 0
  const before = (a: Entry<T> | undefined, b: Entry<T> | undefined) =>
    a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))

  function swap(i: number, j: number): void {
    const a = heap[i]
    const b = heap[j]
    if (a && b) [heap[i], heap[j]] = [b, a]
  }

  function sink(): void {
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      const child = before(heap[left + 1], heap[left]) ? left + 1 : left
      if (!before(heap[child], heap[i])) return
      swap(i, child)
      i = child
    }
  }

  return {
    size: () => heap.length,
    add: (at, what) => {
      heap.push({ at, order: order++, what })
      for (let i = heap.length - 1; i > 0 && before(heap[i], heap[(i - 1) >> 1]); ) {
        swap(i, (i - 1) >> 1)
        i = (i - 1) >> 1
      }
    },
    take: (now) => {
      const first = heap[0]
      if (!first || first.at > now) return undefined
      const last = heap.pop()
      if (last && heap.length > 0) {
        heap[0] = last
        sink()
      }
      return { at: first.at, what: first.what }
    },
  }
}
