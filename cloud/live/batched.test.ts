import { expect, test } from 'vitest'
import { batched } from './batched.ts'

/** A load that ends when told, and counts its starts. */
function slowLoad() {
  const ends: ((value: number) => void)[] = []
  const load = batched(() => new Promise<number>((resolve) => ends.push(resolve)))
  return { load, ends }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('everybody who asks at once shares one load', async () => {
  const { load, ends } = slowLoad()
  const asked = [load('a'), load('a'), load('a')]
  await turn()
  expect(ends).toHaveLength(1)
  ends[0]?.(7)
  expect(await Promise.all(asked)).toEqual([7, 7, 7])
})

test('PK-081 who asks while a load runs is answered by one that began later', async () => {
  const { load, ends } = slowLoad()
  const first = load('a')
  await turn()
  const later = [load('a'), load('a')]
  await turn()
  expect(ends).toHaveLength(1)
  ends[0]?.(1)
  expect(await first).toBe(1)
  await turn()
  expect(ends).toHaveLength(2)
  ends[1]?.(2)
  expect(await Promise.all(later)).toEqual([2, 2])
})

test('a load that fails fails for those who shared it, and the next asks again', async () => {
  let fails = true
  const load = batched(async () => {
    if (fails) throw new Error('away')
    return 1
  })
  await expect(Promise.all([load('a'), load('a')])).rejects.toThrow('away')
  fails = false
  expect(await load('a')).toBe(1)
})
