import type { Random } from '../random.ts'
import type { CountSeries, Reading } from './count-series.ts'

/** Something a device of the lot says. `at` in milliseconds since 1970, as in the file. */
export type Signal =
  | { at: number; kind: 'slot'; slot: number; occupied: boolean }
  | { at: number; kind: 'entry' | 'exit' }
  | { at: number; kind: 'count'; count: number }

/**
 * Cars move no nearer than this to a reading, so that a gateway's clock correction of some seconds cannot carry a
 * movement across it.
 */
const marginMs = 10_000
/** Cars that stood there before the first reading came in the half hour before it. */
const leadMs = 30 * 60_000
/** From the barrier to the slot and back. */
const driveMs = 60_000

/**
 * Turns counts into what the lot's devices would have said, one list per reading, each in order of time and ending
 * with the reading itself. Between two plausible counts the fewest cars that explain the difference move, at times
 * spread over the span; which slots they use is drawn from `random`. An implausible count moves nobody.
 */
export function* movements(series: CountSeries, random: Random): Generator<Signal[]> {
  const free = Array.from({ length: series.capacity }, (_, slot) => slot)
  const taken: number[] = []
  let from = (series.readings[0]?.at ?? 0) - leadMs
  for (const reading of series.readings) {
    const count: Signal = { at: reading.at, kind: 'count', count: reading.count }
    if (reading.flag !== null) {
      yield [count]
      continue
    }
    const moved = reading.count - taken.length
    const times = spread(from, reading.at, Math.abs(moved), random)
    const [source, target] = moved > 0 ? [free, taken] : [taken, free]
    const signals = times.flatMap((at) => {
      const slot = draw(source, random)
      target.push(slot)
      return moved > 0 ? arrival(slot, at, from) : departure(slot, at, reading)
    })
    signals.sort((a, b) => a.at - b.at)
    yield [...signals, count]
    from = reading.at
  }
}

/** `n` ascending times in (from, to), one in each n-th of the span, at least the margin away from both ends. */
function spread(from: number, to: number, n: number, random: Random): number[] {
  const margin = Math.min(marginMs, (to - from) / 4)
  const step = (to - from - 2 * margin) / n
  return Array.from({ length: n }, (_, i) => Math.ceil(from + margin + (i + random()) * step))
}

function draw(slots: number[], random: Random): number {
  const i = Math.floor(random() * slots.length)
  const drawn = slots[i]
  const last = slots.pop()
  if (drawn === undefined || last === undefined) throw new Error('No slot is left to draw')
  if (i < slots.length) slots[i] = last
  return drawn
}

function arrival(slot: number, at: number, from: number): Signal[] {
  const passed = Math.max(from + 1, at - driveMs)
  return [
    { at: passed, kind: 'entry' },
    { at, kind: 'slot', slot, occupied: true },
  ]
}

function departure(slot: number, at: number, reading: Reading): Signal[] {
  const passed = Math.min(reading.at, at + driveMs)
  return [
    { at, kind: 'slot', slot, occupied: false },
    { at: passed, kind: 'exit' },
  ]
}
