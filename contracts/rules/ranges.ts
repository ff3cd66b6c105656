/** Inclusive, ascending, non-touching ranges of sequence numbers: the shape of PostgreSQL's int8multirange. */
export type Ranges = readonly (readonly [from: number, to: number])[]

/** `ranges` with `from…to` added; touching ranges become one. */
export function addRange(ranges: Ranges, from: number, to: number): Ranges {
  const before = ranges.filter((r) => r[1] < from - 1)
  const after = ranges.filter((r) => r[0] > to + 1)
  const touching = ranges.filter((r) => r[1] >= from - 1 && r[0] <= to + 1)
  const merged = [
    Math.min(from, ...touching.map((r) => r[0])),
    Math.max(to, ...touching.map((r) => r[1])),
  ] as const
  return [...before, merged, ...after]
}

/** Whether `n` is in one of the ranges (binary search). */
export function hasNumber(ranges: Ranges, n: number): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const mid = (low + high) >> 1
    const range = ranges[mid] as readonly [number, number]
    if (n < range[0]) high = mid - 1
    else if (n > range[1]) low = mid + 1
    else return true
  }
  return false
}

/** How many numbers the ranges hold. */
export function countNumbers(ranges: Ranges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}
