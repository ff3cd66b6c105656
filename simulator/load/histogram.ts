export interface LatencyFigures {
  count: number
  p50: number
  p99: number
  max: number
}

const longestMs = 60_000

/** Counts whole milliseconds, so that millions of latencies cost no memory. Below zero is counted as zero. */
export function newHistogram() {
  const counts = new Uint32Array(longestMs + 1)
  let count = 0
  const at = (share: number) => {
    let left = Math.ceil(share * count)
    for (const [ms, n] of counts.entries()) {
      left -= n
      if (left <= 0) return ms
    }
    return longestMs
  }
  return {
    add(ms: number): void {
      const bin = Math.min(longestMs, Math.max(0, Math.round(ms)))
      counts[bin] = (counts[bin] ?? 0) + 1
      count++
    },
    clear(): void {
      counts.fill(0)
      count = 0
    },
    /** In ms; zeros when nothing was counted. */
    figures(): LatencyFigures {
      if (count === 0) return { count, p50: 0, p99: 0, max: 0 }
      return { count, p50: at(0.5), p99: at(0.99), max: at(1) }
    },
  }
}
