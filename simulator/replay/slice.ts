import type { CountSeries } from './count-series.ts'

const dayMs = 86_400_000

/** The first `lots` series, each cut to its first `days` days; undefined leaves all. */
export function sliceOf(
  series: readonly CountSeries[],
  part: { lots?: number | undefined; days?: number | undefined },
): CountSeries[] {
  const endMs = part.days === undefined ? Number.POSITIVE_INFINITY : part.days * dayMs
  return series.slice(0, part.lots).map((one) => {
    const start = one.readings[0]?.at ?? 0
    return { ...one, readings: one.readings.filter((r) => r.at < start + endMs) }
  })
}

/** Milliseconds to add to the file's times so that the last of them is `marginMs` before `now`. */
export function shiftTo(now: number, series: readonly CountSeries[], marginMs: number): number {
  const last = Math.max(...series.map((one) => one.readings.at(-1)?.at ?? 0))
  return now - marginMs - last
}

/** How many signals `movements` makes of a series. */
export function countSignals(series: CountSeries): number {
  let moved = 0
  let taken = 0
  for (const reading of series.readings) {
    if (reading.flag !== null) continue
    moved += Math.abs(reading.count - taken)
    taken = reading.count
  }
  return 2 * moved + series.readings.length
}
