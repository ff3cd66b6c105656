import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seqMap } from './seq-map.ts'

test('a sequence map behaves as an ordered map', () => {
  const seq = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1000, max: 5000 }))
  const step = fc.tuple(fc.constantFrom('set', 'delete', 'next', 'range'), seq, seq)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const map = seqMap()
      const model = new Map<number, number>()
      const ordered = (from: number, to: number) =>
        [...model.keys()].filter((k) => k >= from && k <= to).sort((a, b) => a - b)
      for (const [action, a, b] of steps) {
        if (action === 'set') {
          map.set(a, b)
          model.set(a, b)
        } else if (action === 'delete') {
          expect(map.delete(a)).toBe(model.get(a) ?? 0)
          model.delete(a)
        } else if (action === 'next') expect(map.next(a, b)).toBe(ordered(a, b)[0])
        else expect(map.range(a, b, 5)).toEqual(ordered(a, b).slice(0, 5))
        expect(map.get(a)).toBe(model.get(a) ?? 0)
        expect(map.size).toBe(model.size)
      }
    }),
  )
})
