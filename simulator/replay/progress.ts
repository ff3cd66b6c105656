import { setTimeout as delay } from 'node:timers/promises'

const everyMs = 5_000

/**
 * Says every five seconds, until `signal`, how many of `total` events are committed, at which rate and how long the
 * rest will take. `committed` may fail: then nothing is said.
 */
export async function tellProgress(
  total: number,
  committed: () => Promise<number>,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const begin = performance.now()
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => {})
    const done = await committed().catch(() => undefined)
    if (done === undefined || signal.aborted) continue
    const perSecond = done / ((performance.now() - begin) / 1000)
    const left = perSecond > 0 ? `${Math.round((total - done) / perSecond)} s left` : 'none yet'
    const percent = ((100 * done) / total).toFixed(1)
    tell(`${percent} % of ${total} events committed, ${Math.round(perSecond)} per second, ${left}`)
  }
}
