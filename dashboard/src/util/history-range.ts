import type { Resolution } from '#contracts/http/history.ts'

/** A range the history can be shown over. */
export interface HistoryRange {
  name: string
  label: string
  spanMs: number
  resolution: Resolution
}

const hourMs = 3_600_000

/** The range shown first. */
export const firstRange: HistoryRange = {
  name: '3h',
  label: '3 hours',
  spanMs: 3 * hourMs,
  resolution: 'minute',
}

/** The ranges offered, each within what the API gives at its resolution. */
export const historyRanges: readonly HistoryRange[] = [
  firstRange,
  { name: '24h', label: '24 hours', spanMs: 24 * hourMs, resolution: 'minute' },
  { name: '7d', label: '7 days', spanMs: 7 * 24 * hourMs, resolution: 'hour' },
  { name: '90d', label: '90 days', spanMs: 90 * 24 * hourMs, resolution: 'day' },
]

/** What one point of each resolution stands for. */
export const resolutionWords: Record<Resolution, string> = {
  minute: 'by the minute',
  hour: 'by the hour',
  day: 'by the day',
}
