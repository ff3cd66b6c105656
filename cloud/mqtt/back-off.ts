/** Bounds of the wait between attempts, in ms. */
export interface BackOff {
  firstMs: number
  longestMs: number
}

/**
 * Milliseconds to wait before attempt `failures + 1`, with full jitter: anywhere from 0 to the doubled bound, so that
 * a thousand peers cut off together do not come back together. `random` is in [0, 1).
 */
export function backOffMs(failures: number, random: number, bounds: BackOff): number {
  const bound = Math.min(bounds.longestMs, bounds.firstMs * 2 ** Math.min(failures, 30))
  return Math.floor(random * bound)
}
