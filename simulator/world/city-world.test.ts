import { expect, test } from 'vitest'
import { lotWorldAt } from './city-world.ts'
import { karlsruheLots } from './lots.ts'

const lots = karlsruheLots(60_000)
const hour = 60 * 60_000
const monday = Date.UTC(2026, 2, 2)

test('a world that was started again on the same day has the same cars', () => {
  for (const lot of lots.slice(0, 3)) {
    const first = lotWorldAt(lot, 1, monday + 9 * hour)
    first.advance(monday + 15 * hour)
    const again = lotWorldAt(lot, 1, monday + 15 * hour)
    expect(again.occupied()).toEqual(first.occupied())
  }
})

test('on a working day the city is fuller at noon than at night', () => {
  const cars = (at: number) =>
    lots.reduce((sum, lot) => sum + lotWorldAt(lot, 1, at).occupied().size, 0)
  const night = cars(monday + 27 * hour)
  const noon = cars(monday + 36 * hour)
  expect(noon).toBeGreaterThan(night * 1.5)
  expect(noon).toBeGreaterThan(6_293 * 0.3)
  expect(noon).toBeLessThan(6_293)
})
