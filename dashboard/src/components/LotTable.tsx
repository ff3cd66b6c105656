import { Skeleton } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react'
import type { BoardRow, Sorting, SortKey } from '../util/board-rows.ts'
import { LotRow } from './LotRow.tsx'

const columns: { key: SortKey | undefined; label: string; className: string }[] = [
  { key: 'name', label: 'Lot', className: '' },
  { key: 'free', label: 'Free / slots', className: 'pk-right pk-col-free' },
  { key: 'share', label: 'Occupied', className: 'pk-col-share' },
  { key: undefined, label: 'Last 3 h', className: 'pk-col-trend' },
  { key: 'heard', label: 'Observed', className: 'pk-col-heard' },
]

/** The lots as a sortable table: counts, trend, age and trust. */
export function LotTable({
  rows,
  loading,
  sorting,
  sortBy,
  chosen,
  choose,
}: {
  rows: readonly BoardRow[]
  loading: boolean
  sorting: Sorting
  sortBy: (key: SortKey) => void
  chosen: string | undefined
  choose: (lot: string) => void
}) {
  return (
    <table className="pk-table" aria-label="Lots" aria-busy={loading}>
      <thead>
        <tr>
          {columns.map(({ key, label, className }) => (
            <th key={label} scope="col" className={className} aria-sort={sortOf(key, sorting)}>
              {key ? (
                <button type="button" className="pk-sort" onClick={() => sortBy(key)}>
                  {label}
                  <SortIcon active={sorting.by === key} descending={sorting.descending} />
                </button>
              ) : (
                label
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {loading
          ? Array.from({ length: 12 }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the placeholders are all alike
              <tr key={i}>
                <td colSpan={columns.length}>
                  <Skeleton height={28} />
                </td>
              </tr>
            ))
          : rows.map((row) => (
              <LotRow key={row.lot.id} {...row} chosen={row.lot.id === chosen} choose={choose} />
            ))}
      </tbody>
    </table>
  )
}

function sortOf(key: SortKey | undefined, sorting: Sorting) {
  if (key === undefined || sorting.by !== key) return undefined
  return sorting.descending ? 'descending' : 'ascending'
}

function SortIcon({ active, descending }: { active: boolean; descending: boolean }) {
  const Icon = active ? (descending ? IconChevronDown : IconChevronUp) : IconSelector
  return <Icon size={13} aria-hidden="true" opacity={active ? 1 : 0.5} />
}
