/** How long the next message has to wait, ms. */
export type RateLimit = (now: number) => number

/**
 * A token bucket of `perSecond` with room for one second's worth. A message over the rate is not refused: it waits for
 * its turn, in order. `now` is monotonic milliseconds.
 */
export function rateLimit(perSecond: number): RateLimit {
  const room = Math.max(1, perSecond)
  let tokens = room
  let at = Number.NEGATIVE_INFINITY
  return (now) => {
    tokens = Math.min(room, tokens + ((now - at) * perSecond) / 1000)
    at = now
    tokens -= 1
    return tokens >= 0 ? 0 : (-tokens * 1000) / perSecond
  }
}
