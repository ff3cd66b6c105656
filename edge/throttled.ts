/** Runs `say` unless something of the same kind was said a short while ago. */
export type Throttled = (kind: string, say: () => void) => void

/** At most one of each kind per `everyMs`; at most `kinds` kinds are remembered. `monotonic` in ms. */
export function throttle(monotonic: () => number, everyMs = 10_000, kinds = 1000): Throttled {
  const last = new Map<string, number>()
  return (kind, say) => {
    const now = monotonic()
    const before = last.get(kind)
    if (before !== undefined && now - before < everyMs) return
    if (last.size >= kinds) last.clear()
    last.set(kind, now)
    say()
  }
}
