import { Skeleton } from '@mantine/core'
import type { BoardRow } from '../util/board-rows.ts'
import { isCounted } from '../util/counts.ts'
import { formatCount } from '../util/format.ts'
import { isOld } from '../util/standing.ts'
import { Age } from './Age.tsx'
import { OccupancyBar } from './OccupancyBar.tsx'
import { StandingPill } from './StandingPill.tsx'

/** The lots as cards for one thumb. */
export function LotCards({
  rows,
  loading,
  choose,
}: {
  rows: readonly BoardRow[]
  loading: boolean
  choose: (lot: string) => void
}) {
  return (
    <ul className="pk-cards" aria-label="Lots" aria-busy={loading}>
      {loading &&
        Array.from({ length: 8 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the placeholders are all alike
          <li key={i} className="pk-lot-card">
            <Skeleton height={66} style={{ gridColumn: '1 / -1' }} />
          </li>
        ))}
      {rows.map(({ lot, counts, standing }) => (
        <li key={lot.id}>
          <button type="button" className="pk-lot-card" onClick={() => choose(lot.id)}>
            <span className="pk-lot-name pk-clip">{lot.name}</span>
            <span className="pk-number">
              <span className="pk-lot-free" data-old={isOld(standing)}>
                {isCounted(counts) ? formatCount(counts.free) : '—'}
              </span>{' '}
              <span className="pk-dim pk-small">free of {formatCount(lot.capacity)}</span>
            </span>
            {counts && <OccupancyBar counts={counts} old={isOld(standing)} />}
            <span className="pk-dim pk-small pk-clip">
              <Age at={counts?.lastObservedAt ?? null} timeZone={lot.timeZone} />
              {lot.address && ` · ${lot.address}`}
            </span>
            {standing !== 'good' && <StandingPill standing={standing} />}
          </button>
        </li>
      ))}
    </ul>
  )
}
