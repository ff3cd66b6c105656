import type { LotOccupancy } from '#contracts/http/occupancy.ts'
import { missedHeartbeats } from '#contracts/rules/trust.ts'

/** How far a lot's figures can be relied on, worst first. */
export const standings = ['never', 'offline', 'stale', 'partial', 'good'] as const
export type Standing = (typeof standings)[number]

/** Below this share of known slots a lot needs somebody to look at its sensors. */
const enoughKnown = 0.9

/** The standing of a lot at `now` (ms): stale is said as soon as its last reading is three heartbeats old. */
export function standingOf(counts: LotOccupancy, now: number): Standing {
  if (counts.lastObservedAt === null) return 'never'
  if (counts.gateway !== 'online') return 'offline'
  const age = now - Date.parse(counts.lastObservedAt)
  if (age > missedHeartbeats * counts.heartbeatMs) return 'stale'
  if (counts.quality === 'stale' || counts.quality === 'unknown') return 'stale'
  return counts.confidence < enoughKnown ? 'partial' : 'good'
}

/** What each standing means to a person, in a word and in a sentence. */
export const standingWords: Record<Standing, { word: string; sentence: string }> = {
  never: { word: 'No data', sentence: 'Nothing was ever heard from this lot' },
  offline: { word: 'Gateway offline', sentence: 'The last known values are shown' },
  stale: { word: 'Stale', sentence: 'No sensor has spoken for three heartbeats' },
  partial: { word: 'Sensors silent', sentence: 'More than a tenth of the slots are unknown' },
  good: { word: 'Measured', sentence: 'Every figure comes from a sensor that spoke lately' },
}

/** Whether the counts are old: shown hatched, with their age. */
export function isOld(standing: Standing): boolean {
  return standing === 'offline' || standing === 'stale' || standing === 'never'
}
