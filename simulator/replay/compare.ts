import { CountReading, OccupancyAt } from '#contracts/http/history.ts'
import { pageOf } from '#contracts/http/page.ts'
import type { Api } from '../http.ts'
import type { CountSeries, Flag, Reading } from './count-series.ts'

/** A row of the file that the system does not confirm. */
export interface Mismatch {
  carPark: string
  /** The file's own time, in UTC. */
  time: string
  /** What the file says; a flagged one must be listed as such. */
  count: number
  flag: Flag | null
  /** What the system says: an occupancy, or nothing when a flagged row is not there. */
  found: number | null
}

export interface Comparison {
  /** Plausible rows asked about. */
  compared: number
  mismatches: Mismatch[]
}

/** Instants per call; the API takes 500, whose address would be near the limit of 16 KiB. */
const perCall = 300
/** A gateway corrects its devices' times by what it knows of its own clock; readings lie many minutes apart. */
const toleranceMs = 10_000

/**
 * Asks for the occupancy at every plausible reading and for the flagged counts. `shiftMs` is what was added to the
 * file's times.
 */
export async function compareLot(
  api: Api,
  series: CountSeries,
  shiftMs: number,
): Promise<Comparison> {
  const plausible = series.readings.filter((r) => r.flag === null)
  const found = await occupancyAt(
    api,
    series.lot,
    plausible.map((r) => r.at + shiftMs),
  )
  const wrong = plausible.flatMap((reading, i) =>
    found[i] === reading.count ? [] : [mismatch(series, reading, found[i] ?? null)],
  )
  const flagged = await flaggedCounts(api, series.lot)
  const missing = series.readings
    .filter((r) => r.flag !== null && !takeMatch(flagged, r, shiftMs))
    .map((reading) => mismatch(series, reading, null))
  const invented = flagged.map(({ time, occupied, flag }): Mismatch => {
    const at = new Date(Date.parse(time) - shiftMs)
    return {
      carPark: series.carPark,
      time: at.toISOString(),
      count: occupied,
      flag,
      found: occupied,
    }
  })
  return { compared: plausible.length, mismatches: [...wrong, ...missing, ...invented] }
}

function mismatch(series: CountSeries, reading: Reading, found: number | null): Mismatch {
  const { count, flag } = reading
  return { carPark: series.carPark, time: new Date(reading.at).toISOString(), count, flag, found }
}

/** Takes the listed count that confirms a flagged reading out of the list; false when there is none. */
function takeMatch(flagged: CountReading[], reading: Reading, shiftMs: number): boolean {
  const at = flagged.findIndex(
    (listed) =>
      listed.occupied === reading.count &&
      listed.flag === reading.flag &&
      Math.abs(Date.parse(listed.time) - reading.at - shiftMs) <= toleranceMs,
  )
  if (at < 0) return false
  flagged.splice(at, 1)
  return true
}

async function occupancyAt(api: Api, lot: string, times: number[]): Promise<number[]> {
  const found: number[] = []
  for (let from = 0; from < times.length; from += perCall) {
    const instants = times.slice(from, from + perCall).map((t) => new Date(t).toISOString())
    const query = new URLSearchParams(instants.map((at): [string, string] => ['at', at]))
    const answer = await api.get(`/v1/lots/${lot}/occupancy-at?${query}`, OccupancyAt)
    found.push(...answer.points.map((point) => point.occupied))
  }
  return found
}

async function flaggedCounts(api: Api, lot: string): Promise<CountReading[]> {
  const found: CountReading[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ flagged: 'true', limit: '500', ...(cursor && { cursor }) })
    const page = await api.get(`/v1/lots/${lot}/counts?${query}`, pageOf(CountReading))
    found.push(...page.items)
    cursor = page.nextCursor
  }
  return found
}
