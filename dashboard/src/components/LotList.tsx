import { Button } from '@mantine/core'
import { IconMapPinOff } from '@tabler/icons-react'
import { useState } from 'react'
import { type BoardRow, type Sorting, sortRows } from '../util/board-rows.ts'
import { matches } from '../util/search.ts'
import { useSteadyOrder } from '../util/steady-order.ts'
import { EmptyState } from './EmptyState.tsx'
import { LotCards } from './LotCards.tsx'
import { LotTable } from './LotTable.tsx'
import { ProblemState } from './ProblemState.tsx'
import { SearchBox } from './SearchBox.tsx'

/** Rows drawn before the reader asks for all of them. */
const firstRows = 200

/** The lots to search, sort and choose from. Their order holds while a pointer is on them. */
export function LotList({
  rows,
  loading,
  narrow,
  filtered,
  chosen,
  choose,
  failed,
  retry,
}: {
  rows: readonly BoardRow[]
  loading: boolean
  narrow: boolean
  filtered: boolean
  chosen: string | undefined
  choose: (lot: string) => void
  failed: boolean
  retry: () => void
}) {
  const [search, setSearch] = useState('')
  const [sorting, setSorting] = useState<Sorting>({ by: 'name', descending: false })
  const [held, setHeld] = useState(false)
  const [all, setAll] = useState(false)
  const found = rows.filter(({ lot }) => matches(search, [lot.name, lot.address, lot.city, lot.id]))
  const byId = new Map(found.map((row) => [row.lot.id as string, row]))
  const order = useSteadyOrder(
    sortRows(found, sorting).map((row) => row.lot.id),
    held,
    `${sorting.by} ${sorting.descending} ${search}`,
  )
  const shown = (all ? order : order.slice(0, firstRows)).flatMap((id) => byId.get(id) ?? [])
  const list = { rows: shown, loading, chosen, choose }
  return (
    <section className="pk-card pk-board-list" aria-label="List of the lots">
      <div className="pk-board-tools">
        <SearchBox label="Search lots" value={search} change={setSearch} />
      </div>
      <div
        className="pk-board-scroll"
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
      >
        {failed ? (
          <ProblemState error={undefined} retry={retry} />
        ) : !loading && found.length === 0 ? (
          <NoLots search={search} filtered={filtered} />
        ) : narrow ? (
          <LotCards {...list} />
        ) : (
          <LotTable
            {...list}
            sorting={sorting}
            sortBy={(by) =>
              setSorting({
                by,
                descending:
                  sorting.by === by ? !sorting.descending : by !== 'name' && by !== 'heard',
              })
            }
          />
        )}
        {shown.length < order.length && (
          <Button variant="subtle" fullWidth onClick={() => setAll(true)}>
            Show all {order.length}
          </Button>
        )}
      </div>
    </section>
  )
}

function NoLots({ search, filtered }: { search: string; filtered: boolean }) {
  const icon = <IconMapPinOff size={28} stroke={1.6} aria-hidden="true" />
  if (search !== '') {
    return (
      <EmptyState icon={icon} title={`No lot matches “${search}”`}>
        Try part of a name, a street or a code.
      </EmptyState>
    )
  }
  if (filtered) {
    return <EmptyState title="Every lot is fine">None needs attention right now.</EmptyState>
  }
  return (
    <EmptyState icon={icon} title="No lots yet">
      An operator describes the first one with PUT /v1/lots; it shows here by itself.
    </EmptyState>
  )
}
