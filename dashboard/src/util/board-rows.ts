import type { Lot } from '#contracts/http/lots.ts'
import type { LotOccupancy } from '#contracts/http/occupancy.ts'
import { plain } from './search.ts'
import { type Standing, standingOf, standings } from './standing.ts'

/** A lot as the board shows it: who it is, how full it is and how far that can be relied on. */
export interface BoardRow {
  lot: Lot
  counts: LotOccupancy | undefined
  standing: Standing
}

/** What the board can be sorted by. */
export const sortKeys = ['name', 'free', 'share', 'heard'] as const
export type SortKey = (typeof sortKeys)[number]

export interface Sorting {
  by: SortKey
  descending: boolean
}

/** One row for each lot; a lot without counts has never been heard. */
export function rowsOf(
  lots: readonly Lot[],
  counts: readonly LotOccupancy[],
  now: number,
): BoardRow[] {
  const byLot = new Map(counts.map((c) => [c.lot, c]))
  return lots.map((lot) => {
    const found = byLot.get(lot.id)
    return { lot, counts: found, standing: found ? standingOf(found, now) : 'never' }
  })
}

/** The rows in the order asked; equal ones by name, and the ones that need attention first among equals of trust. */
export function sortRows(rows: readonly BoardRow[], { by, descending }: Sorting): BoardRow[] {
  const value: Record<SortKey, (row: BoardRow) => number> = {
    name: () => 0,
    free: ({ counts }) => counts?.free ?? -1,
    share: ({ counts }) =>
      counts ? counts.occupied / Math.max(1, counts.capacity - counts.closed) : -1,
    heard: ({ standing }) => standings.indexOf(standing),
  }
  const names = new Map(rows.map((row) => [row.lot.id, plain(row.lot.name)]))
  const byName = (a: BoardRow, b: BoardRow) =>
    (names.get(a.lot.id) ?? '').localeCompare(names.get(b.lot.id) ?? '', 'en', { numeric: true })
  const sign = descending ? -1 : 1
  return [...rows].sort((a, b) =>
    by === 'name' ? sign * byName(a, b) : sign * (value[by](a) - value[by](b)) || byName(a, b),
  )
}

/** What all lots add up to. */
export interface BoardSums {
  free: number
  occupied: number
  unknown: number
  capacity: number
  lots: number
  /** Lots whose standing is not good. */
  needing: number
}

/** The sums over `rows`. Free, occupied and unknown are counted as told, whatever their age. */
export function sumRows(rows: readonly BoardRow[]): BoardSums {
  const sum = (of: (row: BoardRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    free: sum(({ counts }) => counts?.free ?? 0),
    occupied: sum(({ counts }) => counts?.occupied ?? 0),
    unknown: sum(({ counts, lot }) => counts?.unknown ?? lot.capacity),
    capacity: sum(({ counts, lot }) => counts?.capacity ?? lot.capacity),
    lots: rows.length,
    needing: rows.filter((row) => row.standing !== 'good').length,
  }
}
