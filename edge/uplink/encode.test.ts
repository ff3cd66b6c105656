import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batch, batchLimits } from '#contracts/mqtt/batch.ts'
import { backoffMs } from './backoff.ts'
import { encodeBatch } from './encode.ts'

const envelope = {
  lot: 'lot-1',
  epoch: '01J0000000000000000000000A',
  boot: 1,
  stream: 'live' as const,
  sentAt: 1,
  clock: { src: 'none' as const, offMs: 0, errMs: 0 },
}
const event = (seq: number, size: number) => ({
  seq,
  json: JSON.stringify({ s: seq, t: 1, k: 'x', d: 'é'.repeat(size) }),
})

test('PK-030 a batch is what the contract says and at most 64 KiB, whatever its events weigh', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(sizes, (weights) => {
      const events = weights.map((size, i) => event(i + 5, size))
      const { payload, taken } = encodeBatch(envelope, events, [])
      expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(batchLimits.bytes)
      const batch = Batch.parse(JSON.parse(payload))
      expect(batch).toMatchObject({ from: 5, to: taken + 4 })
      expect(batch.ev.map((e) => e.s)).toEqual(events.slice(0, taken).map((e) => e.seq))
      const next = events[taken]
      if (next) {
        expect(Buffer.byteLength(payload + next.json) + 1025).toBeGreaterThan(batchLimits.bytes)
      }
    }),
    { numRuns: 50 },
  )
})

test('PK-051 gaps travel with their own range', () => {
  const gap = { from: 3, to: 9, class: 'B' as const, reason: 'expired', count: 2 }
  const { payload } = encodeBatch(envelope, [event(5, 1)], [gap])
  expect(Batch.parse(JSON.parse(payload))).toMatchObject({ from: 3, to: 9, gaps: [gap] })
})

test('PK-043 attempts wait at random below a bound that doubles from 1 s to 60 s', () => {
  const bounds = { minMs: 1000, maxMs: 60_000 }
  const highest = [1, 2, 3, 7, 100].map((attempt) => backoffMs(attempt, 1, bounds))
  expect(highest).toEqual([1000, 2000, 4000, 60_000, 60_000])
  expect(backoffMs(5, 0, bounds)).toBe(0)
})
