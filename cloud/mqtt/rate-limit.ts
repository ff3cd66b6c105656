/**
 * A token bucket: `rate` per second on average, `burst` at once. `take` is false when it is empty.
 * `now` is milliseconds and never goes back.
 */
export function tokenBucket(rate: number, burst: number, now: () => number) {
  let tokens = burst
  let at = now()
  const refill = () => {
    const t = now()
    tokens = Math.min(burst, tokens + ((t - at) * rate) / 1000)
    at = t
  }
  return {
    take(): boolean {
      refill()
      if (tokens < 1) return false
      tokens--
      return true
    },
    /** Milliseconds until `take` succeeds again. */
    waitMs(): number {
      refill()
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1000) / rate)
    },
  }
}

/**
 * Runs tasks in order, no faster than the bucket allows. The caller bounds how many wait: a broker reads no further from
 * a connection whose packets are pending. `onSlow` is told when a task starts to wait while none did.
 */
export function pacer(bucket: ReturnType<typeof tokenBucket>, onSlow: () => void) {
  const waiting: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const release = () => {
    timer = undefined
    while (waiting.length > 0 && bucket.take()) waiting.shift()?.()
    if (waiting.length > 0) timer = setTimeout(release, Math.max(1, bucket.waitMs()))
  }
  return {
    run(task: () => void): void {
      if (waiting.length === 0 && bucket.take()) {
        task()
        return
      }
      if (waiting.length === 0) onSlow()
      waiting.push(task)
      timer ??= setTimeout(release, Math.max(1, bucket.waitMs()))
    },
    stop(): void {
      clearTimeout(timer)
      waiting.length = 0
    },
  }
}
