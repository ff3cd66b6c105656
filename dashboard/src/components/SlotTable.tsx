import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Slot } from '#contracts/http/lots.ts'
import type { SlotView } from '#contracts/rules/live-view.ts'
import type { SlotState } from '#contracts/rules/trust.ts'
import { Age } from './Age.tsx'
import { classWords, slotWords } from './words.ts'

/** Rows drawn before the reader asks for all of them. */
const firstRows = 100

/** The floor plan as a table, for those who cannot use a drawing. */
export function SlotTable({
  slots,
  readings,
  states,
  timeZone,
}: {
  slots: readonly Slot[]
  readings: ReadonlyMap<string, SlotView>
  states: ReadonlyMap<string, SlotState>
  timeZone: string
}) {
  const [all, setAll] = useState(false)
  return (
    <div className="pk-scroll">
      <table className="pk-table" aria-label="Slots">
        <thead>
          <tr>
            <th scope="col">Slot</th>
            <th scope="col">Level</th>
            <th scope="col">For</th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
            <th scope="col">Heard</th>
            <th scope="col" className="pk-right">
              Battery %
            </th>
            <th scope="col" className="pk-right">
              Signal dBm
            </th>
          </tr>
        </thead>
        <tbody>
          {(all ? slots : slots.slice(0, firstRows)).map((slot) => {
            const reading = readings.get(slot.id)
            const state = states.get(slot.id) ?? 'unknown'
            return (
              <tr key={slot.id}>
                <th scope="row">{slot.id}</th>
                <td>{slot.place.level}</td>
                <td>{classWords[slot.class]}</td>
                <td>
                  <span className="pk-legend">
                    <span>
                      <i className="pk-swatch" data-state={state} />
                      {slotWords[state]}
                      {reading?.flapping && <span className="pk-dim">· flapping</span>}
                    </span>
                  </span>
                </td>
                <td>
                  <Age at={reading?.since ?? null} timeZone={timeZone} />
                </td>
                <td>
                  <Age at={reading?.lastSeenAt ?? null} timeZone={timeZone} />
                </td>
                <td className="pk-right pk-number">{rounded(reading?.batteryPercent)}</td>
                <td className="pk-right pk-number">{rounded(reading?.rssiDbm)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {!all && slots.length > firstRows && (
        <Button variant="subtle" fullWidth onClick={() => setAll(true)}>
          Show all {slots.length} slots
        </Button>
      )}
    </div>
  )
}

function rounded(value: number | null | undefined): string {
  return value == null ? '—' : String(Math.round(value)).replace('-', '−')
}
