import { addRange, hasNumber, type Ranges } from '#contracts/rules/ranges.ts'

/** Reads PostgreSQL's text of an int8multirange, e.g. `{[1,5),[7,8)}`: upper ends are exclusive. */
export function parseMultirange(text: string): Ranges {
  if (text === '{}') return []
  return text
    .slice(2, -2)
    .split('),[')
    .map((range) => {
      const [from, to] = range.split(',')
      return [Number(from), Number(to) - 1] as const
    })
}

/** The text PostgreSQL reads as the int8multirange of `ranges`. */
export function formatMultirange(ranges: Ranges): string {
  return `{${ranges.map(([from, to]) => `[${from},${to}]`).join(',')}}`
}

/** What one group of messages adds to a stream. */
export interface Claims {
  /** Whether `seq` is neither committed nor claimed before; claims it. */
  claim: (seq: number) => boolean
  /** Closes the hole `from…to`; whether any of it was open. */
  claimRange: (from: number, to: number) => boolean
  /** Everything claimed, as ranges. */
  added: () => Ranges
}

/** Claims on top of `received`, the committed sequence numbers: each number can be claimed once (PK-061). */
export function claimsOn(received: Ranges): Claims {
  let single: number[] = []
  const claimed = new Set<number>()
  let closed: Ranges = []
  const isOpen = (seq: number) =>
    !claimed.has(seq) && !hasNumber(received, seq) && !hasNumber(closed, seq)
  return {
    claim: (seq) => {
      if (!isOpen(seq)) return false
      claimed.add(seq)
      single.push(seq)
      return true
    },
    claimRange: (from, to) => {
      if (covers(received, from, to) || covers(closed, from, to)) return false
      closed = addRange(closed, from, to)
      return true
    },
    added: () => {
      single = single.sort((a, b) => a - b)
      return runs(single).reduce<Ranges>((all, [from, to]) => addRange(all, from, to), closed)
    },
  }
}

/** The ranges of ascending numbers. */
function runs(ascending: number[]): Ranges {
  const ranges: [number, number][] = []
  for (const n of ascending) {
    const last = ranges.at(-1)
    if (last && n === last[1] + 1) last[1] = n
    else ranges.push([n, n])
  }
  return ranges
}

function covers(ranges: Ranges, from: number, to: number): boolean {
  return ranges.some((range) => range[0] <= from && to <= range[1])
}

/** `a` and `b` together. */
export function unite(a: Ranges, b: Ranges): Ranges {
  return b.reduce((all, [from, to]) => addRange(all, from, to), a)
}

/** Sequence numbers below the highest received that are still owed. */
export function countHoles(ranges: Ranges): number {
  let holes = 0
  let next = 1
  for (const [from, to] of ranges) {
    holes += from - next
    next = to + 1
  }
  return holes
}
