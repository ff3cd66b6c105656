import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitted, keepInSight, zoomAt } from './pan-zoom.ts'

const coordinate = fc.double({ min: 0, max: 100, noNaN: true })
const factor = fc.double({ min: 0.1, max: 10, noNaN: true })

test('the point under the pointer stays there while zooming', () => {
  fc.assert(
    fc.property(coordinate, coordinate, fc.array(factor, { maxLength: 8 }), (x, y, factors) => {
      const before = zoomAt(fitted, { x: 30, y: 20 }, 3)
      const drawn = { x: (x - before.x) / before.k, y: (y - before.y) / before.k }
      const after = factors.reduce((p, f) => zoomAt(p, { x, y }, f), before)
      expect(drawn.x * after.k + after.x).toBeCloseTo(x, 5)
      expect(drawn.y * after.k + after.y).toBeCloseTo(y, 5)
      expect(after.k).toBeGreaterThanOrEqual(1)
      expect(after.k).toBeLessThanOrEqual(16)
    }),
  )
})

test('a drawing cannot be pushed out of its frame', () => {
  const box = { x: 0, y: 0, width: 100, height: 60 }
  expect(keepInSight({ x: 900, y: -900, k: 2 }, box)).toEqual({ x: 50, y: -90, k: 2 })
  expect(keepInSight(fitted, box)).toEqual(fitted)
})
