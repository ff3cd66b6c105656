import stays from '../data/stays.json' with { type: 'json' }
import type { LocalHour } from './local-hour.ts'

/** Kinds of parkers, each with arrivals and stays as really recorded (data/ATTRIBUTION.md). */
export type Profile = keyof typeof stays

const weekHours = 7 * 24
const longestHours = 48

/** How many cars come to a lot and how long they stay. */
export interface Demand {
  /** Cars per hour. */
  arrivals: (at: LocalHour) => number
  /** The largest value `arrivals` has. */
  peakArrivals: number
  /** Minutes a car stays that came in this hour; `chance` 0…1 chooses among the recorded stays. */
  stayMinutes: (at: LocalHour, chance: number) => number
}

/** The demand of a profile, scaled so that the busiest hour of a mean week holds `peakCars` cars. */
export function demandFor(profile: Profile, peakCars: number): Demand {
  const { weekday, weekend, minutes } = stays[profile]
  const raw = (at: LocalHour) => (at.weekend ? weekend : weekday)[at.hour] ?? 0
  const stayMinutes = (at: LocalHour, chance: number) => quantile(minutes[at.hour] ?? [], chance)
  const scale = peakCars / busiestHour(raw, minutes)
  return {
    arrivals: (at) => raw(at) * scale,
    peakArrivals: Math.max(...weekday, ...weekend) * scale,
    stayMinutes,
  }
}

/** Cars inside in the busiest hour of a week that repeats for ever. */
function busiestHour(arrivals: (at: LocalHour) => number, minutes: number[][]): number {
  const inside = new Array<number>(weekHours).fill(0)
  for (let come = 0; come < weekHours; come++) {
    const at = { hour: come % 24, weekend: come >= 5 * 24 }
    for (let later = 0; later <= longestHours; later++) {
      const still = shareLonger(minutes[at.hour] ?? [], later * 60)
      const hour = (come + later) % weekHours
      inside[hour] = (inside[hour] ?? 0) + arrivals(at) * still
    }
  }
  return Math.max(...inside)
}

/** The value at a share of sorted values, straight between two. */
function quantile(sorted: number[], share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)] ?? 0
  const high = sorted[Math.ceil(place)] ?? low
  return low + (high - low) * (place - Math.floor(place))
}

function shareLonger(sorted: number[], than: number): number {
  return sorted.filter((value) => value > than).length / sorted.length
}
