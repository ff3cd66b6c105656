/** Milliseconds since 1970 by this machine's clock. The only place that reads it. */
export function systemClock(): number {
  return Date.now()
}
