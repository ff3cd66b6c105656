import { type FileRow, parseCounts } from './counts-file.ts'
import { londonTime } from './london-time.ts'

/** Why no such number of cars can stand in the car park; the names are those of the API's counts. */
export type Flag = 'below-zero' | 'over-capacity'

/** What a car park reported at a time. */
export interface Reading {
  /** Milliseconds since 1970, as in the file. */
  at: number
  count: number
  flag: Flag | null
}

/** One car park's readings in order of time, each stamp once. */
export interface CountSeries {
  carPark: string
  /** The lot's code: the car park's name with hyphens for spaces. */
  lot: string
  capacity: number
  readings: Reading[]
  /** Rows left out because the same row stands before them. */
  duplicates: number
  /**
   * Rows with one stamp and different counts. Nobody can say which is right: all are left out, no car moves for them
   * and none is compared.
   */
  conflicting: FileRow[]
}

/** Sorts the file's rows into series by car park, in the order in which the car parks appear. */
export function countSeries(csv: string): CountSeries[] {
  const byCarPark = grouped(parseCounts(csv), (row) => row.carPark)
  return [...byCarPark].map(([carPark, rows]) => seriesOf(carPark, rows))
}

function seriesOf(carPark: string, rows: FileRow[]): CountSeries {
  const capacities = new Set(rows.map((r) => r.capacity))
  const [capacity] = capacities
  if (capacity === undefined || capacities.size > 1) {
    throw new Error(`${carPark} has ${capacities.size} capacities; one is needed`)
  }
  const conflicting: FileRow[] = []
  const readings: Reading[] = []
  let duplicates = 0
  for (const [stamp, same] of grouped(rows, (r) => r.stamp)) {
    const counts = new Set(same.map((r) => r.count))
    duplicates += counts.size === 1 ? same.length - 1 : 0
    const [count] = counts
    if (count === undefined || counts.size > 1) conflicting.push(...same)
    else readings.push({ at: londonTime(stamp), count, flag: flagOf(count, capacity) })
  }
  readings.sort((a, b) => a.at - b.at)
  return { carPark, lot: carPark.replaceAll(' ', '-'), capacity, readings, duplicates, conflicting }
}

function flagOf(count: number, capacity: number): Flag | null {
  if (count < 0) return 'below-zero'
  return count > capacity ? 'over-capacity' : null
}

function grouped<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
