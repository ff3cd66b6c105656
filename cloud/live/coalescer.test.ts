import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LotDelta } from '#contracts/live.ts'
import { newCoalescer } from './coalescer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const delta = (lot: string, rev: number) =>
  LotDelta.parse({ v: 1, lot, from: rev, rev, at: rev, occupied: 0, slots: [] })
const spans = (sent: LotDelta[]) => sent.map(({ lot, from, rev }) => `${lot} ${from}-${rev}`)

test('PK-082 a quiet lot is told at once, a busy one once per window', () => {
  const sent: LotDelta[] = []
  const coalescer = newCoalescer(50, (d) => sent.push(d))
  coalescer.push(delta('a', 1))
  expect(spans(sent)).toEqual(['a 1-1'])
  coalescer.push(delta('a', 2))
  coalescer.push(delta('b', 1))
  coalescer.push(delta('a', 3))
  expect(spans(sent)).toEqual(['a 1-1', 'b 1-1'])
  vi.advanceTimersByTime(50)
  expect(spans(sent)).toEqual(['a 1-1', 'b 1-1', 'a 2-3'])
  coalescer.push(delta('a', 4))
  expect(sent).toHaveLength(3)
  vi.advanceTimersByTime(50)
  expect(spans(sent).at(-1)).toBe('a 4-4')
  vi.advanceTimersByTime(50)
  coalescer.push(delta('a', 5))
  expect(spans(sent).at(-1)).toBe('a 5-5')
})

test('a hole between two deltas is passed on, not hidden', () => {
  const sent: LotDelta[] = []
  const coalescer = newCoalescer(50, (d) => sent.push(d))
  for (const rev of [1, 2, 4]) coalescer.push(delta('a', rev))
  vi.advanceTimersByTime(50)
  expect(spans(sent)).toEqual(['a 1-1', 'a 2-2', 'a 4-4'])
})

test('what waits is forgotten when the node stops', () => {
  const sent: LotDelta[] = []
  const coalescer = newCoalescer(50, (d) => sent.push(d))
  for (const rev of [1, 2]) coalescer.push(delta('a', rev))
  coalescer.clear()
  vi.advanceTimersByTime(100)
  expect(sent).toHaveLength(1)
})
