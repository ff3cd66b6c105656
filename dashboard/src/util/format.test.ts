import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAgo, formatBytes, formatShare, formatSigned, formatSpan } from './format.ts'

test('a span is told in its largest sensible unit', () => {
  const spans = [0, 999, 1000, 59_999, 60_000, 3_599_000, 3_600_000, 172_799_000, 172_800_000]
  expect(spans.map(formatSpan)).toEqual([
    ...['now', 'now', '1 s', '59 s', '1 min', '59 min', '1 h', '47 h', '2 d'],
  ])
})

test('an age from a clock that runs ahead is just now, never negative', () => {
  expect(formatAgo(-5000)).toBe('just now')
  expect(formatAgo(12_000)).toBe('12 s ago')
})

test('only nothing is 0 % and only all is 100 %', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), (n) => {
      const text = formatShare(n / 10_000, 'en')
      expect(text).not.toBe('0%')
      expect(text).not.toBe('100%')
    }),
  )
  expect([0, 0.5, 1].map((s) => formatShare(s, 'en'))).toEqual(['0%', '50%', '100%'])
})

test('bytes are told in decimal units', () => {
  const sizes = [0, 999, 1000, 1_250_000, 256_000_000, 5e12]
  expect(sizes.map((b) => formatBytes(b, 'en'))).toEqual([
    ...['0 B', '999 B', '1 kB', '1.3 MB', '256 MB', '5 TB'],
  ])
})

test('a signed number has a true minus sign', () => {
  expect([3, 0, -3].map(formatSigned)).toEqual(['+3', '0', '−3'])
})
