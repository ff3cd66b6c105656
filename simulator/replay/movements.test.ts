import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../random.ts'
import type { CountSeries } from './count-series.ts'
import { movements, type Signal } from './movements.ts'

const anySeries = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.array(fc.integer({ min: -3, max: 45 })))
  .map(([capacity, counts]): CountSeries => {
    const readings = counts.map((count, i) => ({
      at: 1_000_000_000 + i * 1_800_000,
      count,
      flag:
        count < 0 ? ('below-zero' as const) : count > capacity ? ('over-capacity' as const) : null,
    }))
    return { carPark: 'A', lot: 'A', capacity, readings, duplicates: 0, conflicting: [] }
  })

const slotsOf = (signals: Signal[]) => signals.flatMap((s) => (s.kind === 'slot' ? [s] : []))

test('after the movements up to a plausible reading exactly its cars stand there', () => {
  fc.assert(
    fc.property(anySeries, fc.integer(), (series, seed) => {
      const taken = new Set<number>()
      const lists = [...movements(series, seeded(seed))]
      expect(lists).toHaveLength(series.readings.length)
      for (const [i, reading] of series.readings.entries()) {
        for (const signal of slotsOf(lists[i] ?? [])) {
          expect(taken.has(signal.slot)).toBe(!signal.occupied)
          signal.occupied ? taken.add(signal.slot) : taken.delete(signal.slot)
        }
        if (reading.flag === null) expect(taken.size).toBe(reading.count)
      }
    }),
  )
})

test('every movement lies between the plausible readings it explains, in order of time', () => {
  fc.assert(
    fc.property(anySeries, fc.integer(), (series, seed) => {
      let from = Number.NEGATIVE_INFINITY
      for (const [i, signals] of [...movements(series, seeded(seed))].entries()) {
        const reading = series.readings[i]
        const times = signals.map((s) => s.at)
        expect(times).toEqual([...times].sort((a, b) => a - b))
        expect(times.at(-1)).toBe(reading?.at)
        expect(times.every((t) => t > from)).toBe(true)
        if (reading?.flag === null) from = reading.at
      }
    }),
  )
})

test('every arrival passes the entry and every departure the exit', () => {
  fc.assert(
    fc.property(anySeries, fc.integer(), (series, seed) => {
      const all = [...movements(series, seeded(seed))].flat()
      const slots = slotsOf(all)
      const passed = (kind: string) => all.filter((s) => s.kind === kind).length
      expect(passed('entry')).toBe(slots.filter((s) => s.occupied).length)
      expect(passed('exit')).toBe(slots.filter((s) => !s.occupied).length)
    }),
  )
})

test('one seed gives one story', () => {
  fc.assert(
    fc.property(anySeries, fc.integer(), (series, seed) => {
      expect([...movements(series, seeded(seed))]).toEqual([...movements(series, seeded(seed))])
    }),
  )
})
