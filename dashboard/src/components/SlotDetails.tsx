import type { Slot } from '#contracts/http/lots.ts'
import type { SlotView } from '#contracts/rules/live-view.ts'
import type { SlotState } from '#contracts/rules/trust.ts'
import { Age } from './Age.tsx'
import { classWords, slotWords } from './words.ts'

/** What is known of one slot: its state, since when, when it was last heard, and how its sensor does. */
export function SlotDetails({
  slot,
  reading,
  state,
  timeZone,
}: {
  slot: Slot
  reading: SlotView | undefined
  state: SlotState
  timeZone: string
}) {
  return (
    <>
      <span>
        <strong>{slot.id}</strong>{' '}
        {slot.class !== 'standard' && <span className="pk-dim">{classWords[slot.class]}</span>}
      </span>
      <span className="pk-legend">
        <span>
          <i className="pk-swatch" data-state={state} />
          {slotWords[state]}
        </span>
      </span>
      {reading?.since != null && (
        <span className="pk-dim">
          {reading.occupied ? 'occupied' : 'free'} since{' '}
          <Age at={reading.since} timeZone={timeZone} />
        </span>
      )}
      <span className="pk-dim">
        heard <Age at={reading?.lastSeenAt ?? null} timeZone={timeZone} />
      </span>
      {reading?.batteryPercent != null && (
        <span className="pk-dim">battery {Math.round(reading.batteryPercent)} %</span>
      )}
      {reading?.rssiDbm != null && (
        <span className="pk-dim">signal {Math.round(reading.rssiDbm)} dBm</span>
      )}
      {reading?.flapping && (
        <span className="pk-pill" data-tone="warn">
          flapping
        </span>
      )}
    </>
  )
}
