import type { LotOccupancy } from '#contracts/http/occupancy.ts'
import { isCounted, shareOccupied } from '../util/counts.ts'
import { formatShare } from '../util/format.ts'

/** How full a lot is, as a bar with its share; unknown slots hatched at its end. */
export function OccupancyBar({ counts, old }: { counts: LotOccupancy; old: boolean }) {
  const share = shareOccupied(counts)
  const open = Math.max(1, counts.capacity - counts.closed)
  return (
    <div className="pk-occupancy">
      <div className="pk-bar" data-old={old} aria-hidden="true">
        <div className="pk-bar-fill" style={{ transform: `scaleX(${share})` }} />
        <div className="pk-bar-unknown" style={{ width: `${(counts.unknown / open) * 100}%` }} />
      </div>
      <span className="pk-number pk-small">
        {isCounted(counts) ? formatShare(share) : '—'}
        <span className="pk-hidden"> {isCounted(counts) ? 'occupied' : 'not known'}</span>
      </span>
    </div>
  )
}
