import { expect, test } from 'vitest'
import { steadyClock } from './clock.ts'
import { throttle } from './throttled.ts'

test('PK-091 the steady clock goes on through a step of the wall clock until it is told to follow', () => {
  let wall = 1_000_000
  let mono = 50
  const steady = steadyClock({ now: () => wall, monotonic: () => mono })
  wall += 3_600_000
  mono += 10
  expect(steady.now()).toBe(1_000_010)
  expect(steady.wallAheadMs()).toBe(3_599_990)
  steady.followWall()
  mono += 5
  expect(steady.now()).toBe(4_600_005)
})

test('a recurring thing is said once in a while, each kind for itself', () => {
  let now = 0
  const said: string[] = []
  const throttled = throttle(() => now, 1000, 2)
  const say = (kind: string) => throttled(kind, () => said.push(`${kind}${now}`))
  say('a')
  say('a')
  say('b')
  now = 1000
  say('a')
  expect(said).toEqual(['a0', 'b0', 'a1000'])
})
