/**
 * Wait before connection attempt `attempt` (1, 2, …), ms: full jitter between 0 and an exponentially growing bound, so
 * that gateways cut off together do not come back together (protocol §4.3, PK-043). `random` in [0, 1).
 */
export function backoffMs(
  attempt: number,
  random: number,
  bounds: { minMs: number; maxMs: number },
): number {
  const bound = Math.min(bounds.maxMs, bounds.minMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(random * bound)
}
