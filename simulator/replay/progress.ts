/** Counts events and says every five seconds how far they are. */
export interface Progress extends Disposable {
  readonly add: (events: number) => void
  readonly sent: () => number
}

/** Starts counting towards `total`. */
export function startProgress(total: number, tell: (line: string) => void): Progress {
  const begin = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const seconds = (performance.now() - begin) / 1000
    const perSecond = sent / seconds
    const left = perSecond === 0 ? '?' : Math.round((total - sent) / perSecond)
    const percent = ((100 * sent) / total).toFixed(1)
    tell(`${percent} % of ${total} events, ${Math.round(perSecond)} per second, ${left} s left`)
  }, 5_000)
  return {
    add: (events) => {
      sent += events
    },
    sent: () => sent,
    [Symbol.dispose]: () => clearInterval(timer),
  }
}
