import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { BoardSums } from '../util/board-rows.ts'
import { formatCount, formatShare } from '../util/format.ts'

/** The first answer: how much room there is, how full the lots are, and whether anything is wrong. */
export function BoardSummary({
  sums,
  filtered,
  toggleFilter,
}: {
  sums: BoardSums | undefined
  filtered: boolean
  toggleFilter: () => void
}) {
  const known = sums ? sums.free + sums.occupied : 0
  return (
    <section className="pk-tiles" aria-label="All lots together">
      <Tile label="Free now" unit={sums && `of ${formatCount(sums.capacity)}`}>
        {sums && (known === 0 ? '—' : formatCount(sums.free))}
      </Tile>
      <Tile label="Occupied" unit={sums && known > 0 && formatShare(sums.occupied / known)}>
        {sums && (known === 0 ? '—' : formatCount(sums.occupied))}
      </Tile>
      <Tile label="Unknown" unit={sums && 'not heard of'}>
        {sums && formatCount(sums.unknown)}
      </Tile>
      <button
        type="button"
        className="pk-card pk-tile"
        aria-pressed={filtered}
        onClick={toggleFilter}
      >
        <span className="pk-tile-label">
          {sums && sums.needing > 0 ? (
            <IconAlertTriangle size={14} aria-hidden="true" color="var(--pk-warn)" />
          ) : (
            <IconCircleCheck size={14} aria-hidden="true" color="var(--pk-free)" />
          )}
          Need attention
        </span>
        <span className="pk-tile-value pk-number">
          {sums ? sums.needing : ' '} {sums && <small>of {formatCount(sums.lots)} lots</small>}
        </span>
      </button>
    </section>
  )
}

function Tile({
  label,
  unit,
  children,
}: {
  label: string
  unit: string | false | undefined
  children: string | undefined
}) {
  return (
    <div className="pk-card pk-tile">
      <span className="pk-tile-label">{label}</span>
      <p className="pk-tile-value pk-number">
        {children ?? ' '} {unit && <small>{unit}</small>}
      </p>
    </div>
  )
}
