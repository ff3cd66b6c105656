import { expect, test, vi } from 'vitest'
import { groupBuffer } from './buffer.ts'

const limits = { items: 3, weight: 10, waitMs: 5, highWater: 20 }

test('a full group is given out at once, in order', async () => {
  const buffer = groupBuffer<number>(limits, () => 0)
  for (const n of [1, 2, 3, 4]) buffer.push(n, 1)
  expect(await buffer.next()).toEqual([1, 2, 3])
})

test('a lone item waits for others no longer than it may', async () => {
  vi.useFakeTimers()
  const buffer = groupBuffer<number>(limits, () => Date.now())
  const group = buffer.next()
  buffer.push(1, 1)
  await vi.advanceTimersByTimeAsync(2)
  buffer.push(2, 1)
  await vi.advanceTimersByTimeAsync(4)
  expect(await group).toEqual([1, 2])
  vi.useRealTimers()
})

test('a group weighs no more than it may, but a heavy item goes alone', async () => {
  const buffer = groupBuffer<number>(limits, () => 0)
  for (const weight of [6, 6, 50, 1, 1, 1]) buffer.push(weight, weight)
  expect(await buffer.next()).toEqual([6])
  expect(await buffer.next()).toEqual([6])
  expect(await buffer.next()).toEqual([50])
  expect(await buffer.next()).toEqual([1, 1, 1])
})

test('a source that was held is let go when there is room', async () => {
  const buffer = groupBuffer<number>(limits, () => 0)
  const released: string[] = []
  for (let n = 0; n < 3; n++) buffer.push(n, 10)
  expect(buffer.isFull()).toBe(true)
  buffer.whenRoom(() => released.push('room'))
  await buffer.next()
  expect([buffer.isFull(), released]).toEqual([true, []])
  await buffer.next()
  expect([buffer.isFull(), released]).toEqual([false, ['room']])
})

test('a closed buffer gives out what it holds and then ends', async () => {
  const buffer = groupBuffer<number>(limits, () => 0)
  buffer.push(1, 1)
  buffer.close()
  expect(await buffer.next()).toEqual([1])
  expect(await buffer.next()).toBeUndefined()
})
