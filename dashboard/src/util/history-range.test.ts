import { expect, test } from 'vitest'
import { longestDays } from '#contracts/http/history.ts'
import { historyRanges } from './history-range.ts'

test('every range is within what the API gives at its resolution', () => {
  const tooLong = historyRanges.filter((r) => r.spanMs > longestDays[r.resolution] * 86_400_000)
  expect(tooLong).toEqual([])
  expect(new Set(historyRanges.map((r) => r.name)).size).toBe(historyRanges.length)
})
