import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clusterMarks, type Markable } from './cluster.ts'

const mark = (id: string, x: number, y: number, open = 10): Markable => ({
  ...{ id, x, y, open, free: 4, occupied: open - 4, old: false },
})

test('lots nearer than the radius become one marker that adds up', () => {
  const clusters = clusterMarks([mark('a', 0, 0), mark('b', 20, 0, 30), mark('c', 200, 0)], 44)
  expect(clusters.map((c) => [c.id, c.members, c.free, c.open])).toEqual([
    ['b', ['b', 'a'], 8, 40],
    ['c', ['c'], 4, 10],
  ])
})

test('a marker is old only when all its lots are', () => {
  const old = { ...mark('a', 0, 0), old: true }
  expect(clusterMarks([old, mark('b', 1, 0)], 44)[0]?.old).toBe(false)
  expect(clusterMarks([old, { ...mark('b', 1, 0), old: true }], 44)[0]?.old).toBe(true)
})

test('whatever stands where, the sums stay, markers keep their distance and order does not matter', () => {
  const marks = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 6 }),
      x: fc.integer({ min: -500, max: 500 }),
      y: fc.integer({ min: -500, max: 500 }),
      free: fc.nat(50),
      occupied: fc.nat(50),
      open: fc.nat(100),
      old: fc.boolean(),
    }),
    { selector: (m) => m.id, maxLength: 60 },
  )
  const sum = (list: readonly Markable[], of: 'free' | 'occupied' | 'open') =>
    list.reduce((total, m) => total + m[of], 0)
  fc.assert(
    fc.property(marks, (list) => {
      const clusters = clusterMarks(list, 44)
      for (const of of ['free', 'occupied', 'open'] as const) {
        expect(sum(clusters, of)).toBe(sum(list, of))
      }
      for (const a of clusters) {
        for (const b of clusters) {
          if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(44)
        }
      }
      expect(clusterMarks([...list].reverse(), 44)).toEqual(clusters)
    }),
  )
})
