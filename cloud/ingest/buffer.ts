/** A bounded queue that gives out groups (protocol §6). */
export interface GroupBuffer<T> {
  /** Adds an item of `weight` ≥ 1, whatever the depth: the caller slows its source when `isFull`. */
  push: (item: T, weight: number) => void
  /** Whether the weight of what waits has reached the high-water mark. */
  isFull: () => boolean
  /** The weight of what waits. */
  depth: () => number
  /** The next group, at least one item, in order; undefined once the buffer is closed and empty. */
  next: () => Promise<T[] | undefined>
  /** Calls `wake` once, when the buffer is no longer full. */
  whenRoom: (wake: () => void) => void
  close: () => void
}

export interface BufferLimits {
  /** Items in one group at most. */
  items: number
  /** Weight of one group at most; a single item may weigh more. */
  weight: number
  /** How long the first item of a group waits for others, in ms. */
  waitMs: number
  /** High-water mark, as weight. */
  highWater: number
}

/** Collects items until a group is full or its first item has waited long enough. One reader. `clock` is in ms. */
export function groupBuffer<T>(limits: BufferLimits, clock: () => number): GroupBuffer<T> {
  let items: { item: T; weight: number }[] = []
  let depth = 0
  let closed = false
  let since = 0
  let wakeReader = () => {}
  let waiting: (() => void)[] = []

  const isGroup = () =>
    closed ||
    items.length >= limits.items ||
    depth >= limits.weight ||
    (items.length > 0 && clock() - since >= limits.waitMs)

  const take = (): T[] => {
    let weight = 0
    let count = 0
    for (const entry of items) {
      if (count > 0 && (count === limits.items || weight + entry.weight > limits.weight)) break
      weight += entry.weight
      count++
    }
    const group = items.slice(0, count).map((entry) => entry.item)
    items = items.slice(count)
    depth -= weight
    if (depth < limits.highWater) {
      const wake = waiting
      waiting = []
      for (const w of wake) w()
    }
    return group
  }

  return {
    push: (item, weight) => {
      if (items.length === 0) since = clock()
      items.push({ item, weight })
      depth += weight
      if (isGroup() || items.length === 1) wakeReader()
    },
    isFull: () => depth >= limits.highWater,
    depth: () => depth,
    next: async () => {
      while (!isGroup()) {
        await new Promise<void>((resolve) => {
          const left = limits.waitMs - (clock() - since)
          const timer =
            items.length > 0 ? setTimeout(resolve, Math.max(1, Math.ceil(left))) : undefined
          wakeReader = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wakeReader = () => {}
      }
      return items.length > 0 ? take() : undefined
    },
    whenRoom: (wake) => {
      waiting.push(wake)
    },
    close: () => {
      closed = true
      wakeReader()
    },
  }
}
