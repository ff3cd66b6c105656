import { memo } from 'react'
import type { BoardRow } from '../util/board-rows.ts'
import { isCounted } from '../util/counts.ts'
import { formatCount, formatShare } from '../util/format.ts'
import { isOld } from '../util/standing.ts'
import { Age } from './Age.tsx'
import { OccupancyBar } from './OccupancyBar.tsx'
import { StandingPill } from './StandingPill.tsx'
import { Trend } from './Trend.tsx'

/** One lot in the board's table. */
export const LotRow = memo(function LotRow({
  lot,
  counts,
  standing,
  chosen,
  choose,
}: BoardRow & { chosen: boolean; choose: (lot: string) => void }) {
  const old = isOld(standing)
  return (
    <tr
      className="pk-lot-row"
      aria-selected={chosen}
      data-lot={lot.id}
      onClick={() => choose(lot.id)}
    >
      <td>
        <button type="button" className="pk-lot-name pk-clip" title={lot.name}>
          {lot.name}
        </button>
        <div className="pk-dim pk-small pk-clip">{lot.address || lot.city}</div>
      </td>
      <td className="pk-right pk-number pk-col-free">
        <span className="pk-lot-free" data-old={old}>
          {isCounted(counts) ? formatCount(counts.free) : '—'}
        </span>{' '}
        <span className="pk-dim">/ {formatCount(lot.capacity)}</span>
      </td>
      <td className="pk-col-share">{counts && <OccupancyBar counts={counts} old={old} />}</td>
      <td className="pk-col-trend">
        {counts && standing !== 'never' && (
          <Trend
            lot={lot.id}
            occupied={isCounted(counts) ? counts.occupied : undefined}
            capacity={counts.capacity}
          />
        )}
      </td>
      <td className="pk-col-heard pk-small">
        <StandingPill
          standing={standing}
          {...(standing === 'good' && counts
            ? { word: `Measured ${formatShare(counts.confidence)}` }
            : {})}
        />
        <div className="pk-dim" style={{ paddingInlineStart: 8 }}>
          <Age at={counts?.lastObservedAt ?? null} timeZone={lot.timeZone} />
        </div>
      </td>
    </tr>
  )
})
