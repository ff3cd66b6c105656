import { expect, test } from 'vitest'
import { keepOrder } from './steady-order.ts'

test('a held list keeps its order, drops what went and appends what came', () => {
  expect(keepOrder(['c', 'a', 'b'], ['a', 'b', 'd', 'c'])).toEqual(['c', 'a', 'b', 'd'])
  expect(keepOrder(['c', 'a', 'b'], ['b', 'a'])).toEqual(['a', 'b'])
})
