import { zoneOffsetMinutes } from './zoned.ts'

/** Round values from 0 to at least `top`, about `wanted` of them: steps of 1, 2 or 5 times a power of ten. */
export function valueTicks(top: number, wanted = 4): number[] {
  if (top <= 0) return [0, 1]
  const rough = top / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) * power)
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, i) => i * step)
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const steps = [
  ...[5 * minuteMs, 15 * minuteMs, 30 * minuteMs, hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs],
  ...[dayMs, 2 * dayMs, 7 * dayMs, 14 * dayMs, 28 * dayMs],
]

/** Moments to label between `from` and `to` (ms): round on the lot's own clock, at most `most` of them. */
export function timeTicks(
  from: number,
  to: number,
  timeZone: string,
  most: number,
): { at: number; isDay: boolean }[] {
  const step = steps.find((s) => (to - from) / s <= most) ?? 28 * dayMs
  const local = (at: number) => at + zoneOffsetMinutes(at, timeZone) * minuteMs
  const ticks: { at: number; isDay: boolean }[] = []
  let wall = Math.ceil(local(from) / step) * step
  while (ticks.length <= most + 1) {
    const guess = wall - zoneOffsetMinutes(wall, timeZone) * minuteMs
    const at = wall - zoneOffsetMinutes(guess, timeZone) * minuteMs
    if (at > to) break
    if (at >= from) ticks.push({ at, isDay: wall % dayMs === 0 })
    wall += step
  }
  return ticks
}

/** Index of the value nearest to `at` in ascending `values`; −1 when there are none. */
export function nearestIndex(values: readonly number[], at: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const mid = (low + high) >> 1
    if ((values[mid] ?? 0) < at) low = mid + 1
    else high = mid
  }
  const before = values[low - 1]
  const here = values[low]
  if (before === undefined || here === undefined) return low === 0 && values.length === 0 ? -1 : low
  return at - before < here - at ? low - 1 : low
}
