import { expect, test } from 'vitest'
import { Slot } from '#contracts/http/lots.ts'
import { levelsOf, neighbour } from './floor-plan.ts'

const slot = (id: string, x: number, y: number, level = '1', rotation = 0) =>
  Slot.parse({ id, place: { level, x, y, width: 2.5, length: 5, rotation } })

test('floors are ordered by their number, also below ground', () => {
  const levels = levelsOf([slot('a', 0, 0, '10'), slot('b', 0, 0, '2'), slot('c', 0, 0, '2')])
  expect(levels.map((l) => [l.name, l.slots.length])).toEqual([
    ['2', 2],
    ['10', 1],
  ])
})

test('a floor has room around all its slots, turned ones too', () => {
  expect(levelsOf([slot('a', 10, 10)])[0]?.box).toEqual({ x: 7, y: 7, width: 8.5, height: 11 })
  const turned = levelsOf([slot('a', 10, 10, '1', 90)])[0]?.box
  expect(turned?.width).toBeCloseTo(11)
  expect(turned?.height).toBeCloseTo(8.5)
})

test('arrow keys go to the nearest slot rather straight ahead', () => {
  const a = slot('a', 0, 0)
  const all = [
    a,
    slot('right', 2.5, 0),
    slot('far', 5, 0),
    slot('below', 0, 11),
    slot('aside', 9, 6),
  ]
  expect(neighbour(all, a, 'ArrowRight')?.id).toBe('right')
  expect(neighbour(all, a, 'ArrowDown')?.id).toBe('below')
  expect(neighbour(all, a, 'ArrowLeft')).toBeUndefined()
})
