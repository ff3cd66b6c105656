import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitView, onScreen, toWorld } from './mercator.ts'

const size = { width: 800, height: 600 }

test('the world is a unit square with Greenwich and the equator in its middle', () => {
  expect(toWorld({ longitude: 0, latitude: 0 })).toEqual({ x: 0.5, y: 0.5 })
  expect(toWorld({ longitude: 180, latitude: 0 }).x).toBe(1)
  expect(toWorld({ longitude: 0, latitude: 85.051129 }).y).toBeCloseTo(0, 6)
})

test('a fitted view shows every position inside its padding', () => {
  const position = fc.record({
    longitude: fc.double({ min: -170, max: 170, noNaN: true }),
    latitude: fc.double({ min: -80, max: 80, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(position, { minLength: 1, maxLength: 30 }), (positions) => {
      const view = fitView(positions, size, 50)
      for (const at of positions.map((p) => onScreen(p, view, size))) {
        expect(at.x).toBeGreaterThanOrEqual(49.9)
        expect(at.x).toBeLessThanOrEqual(750.1)
        expect(at.y).toBeGreaterThanOrEqual(49.9)
        expect(at.y).toBeLessThanOrEqual(550.1)
      }
    }),
  )
})

test('one lot alone stands in the middle, at street scale', () => {
  const here = { longitude: 8.4, latitude: 49 }
  const view = fitView([here], size, 50)
  expect(onScreen(here, view, size)).toEqual({ x: 400, y: 300 })
  expect(view.scale).toBe(512 * 2 ** 16)
})
