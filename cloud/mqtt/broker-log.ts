import type { Logger } from 'pino'

/** Why the broker refused something. */
export type Refusal =
  | 'connections-full'
  | 'connect-rate'
  | 'packet-oversized'
  | 'packet-malformed'
  | 'wrong-password'
  | 'publish-not-allowed'
  | 'will-not-allowed'
  | 'subscribe-not-allowed'
  | 'too-many-subscriptions'
  | 'superseded'
  | 'slow-reader'
  | 'rate-limited'
  | 'credential-withdrawn'

/**
 * One `warn` line per refusal, so that an operator sees what an MQTT 3.1.1 peer is not told. At most `perSecond` lines a
 * second; the rest are counted and reported with the next one.
 */
export function refusalLog(log: Logger, now: () => number, perSecond = 20) {
  let second = 0
  let lines = 0
  let hidden = 0
  return (reason: Refusal, facts: Record<string, unknown>): void => {
    const current = Math.floor(now() / 1000)
    if (current !== second) {
      second = current
      lines = 0
    }
    if (++lines > perSecond) {
      hidden++
      return
    }
    log.warn({ reason, ...facts, ...(hidden > 0 && { hidden }) }, 'broker refused')
    hidden = 0
  }
}
