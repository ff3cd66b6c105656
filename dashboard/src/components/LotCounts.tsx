import type { LotOccupancy } from '#contracts/http/occupancy.ts'
import type { SlotState } from '#contracts/rules/trust.ts'
import { isCounted } from '../util/counts.ts'
import { formatCount, formatShare } from '../util/format.ts'
import { slotWords } from './words.ts'

const states: readonly SlotState[] = ['free', 'occupied', 'unknown', 'closed']

/** A lot's four counts. They add up to its slots, always. */
export function LotCounts({ counts }: { counts: LotOccupancy | undefined }) {
  return (
    <section className="pk-tiles" aria-label="Counts">
      {states.map((state) => (
        <div key={state} className="pk-card pk-tile">
          <span className="pk-tile-label">
            <i className="pk-swatch" data-state={state} />
            {slotWords[state]}
          </span>
          <p className="pk-tile-value pk-number">
            {shown(state, counts)}{' '}
            {counts && (
              <small>
                {state === 'free'
                  ? `of ${formatCount(counts.capacity)}`
                  : counts.capacity > 0 && formatShare(counts[state] / counts.capacity)}
              </small>
            )}
          </p>
        </div>
      ))}
    </section>
  )
}

function shown(state: SlotState, counts: LotOccupancy | undefined): string {
  if (!counts) return ' '
  if ((state === 'free' || state === 'occupied') && !isCounted(counts)) return '—'
  return formatCount(counts[state])
}
