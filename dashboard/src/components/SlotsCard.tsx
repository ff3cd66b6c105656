import { SegmentedControl, Skeleton } from '@mantine/core'
import { IconLayoutGrid } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { Slot } from '#contracts/http/lots.ts'
import type { LotView } from '#contracts/rules/live-view.ts'
import type { SlotState } from '#contracts/rules/trust.ts'
import { levelsOf } from '../util/floor-plan.ts'
import { formatCount } from '../util/format.ts'
import { Card } from './Card.tsx'
import { EmptyState } from './EmptyState.tsx'
import { FloorPlan } from './FloorPlan.tsx'
import { SlotDetails } from './SlotDetails.tsx'
import { SlotTable } from './SlotTable.tsx'
import { slotWords } from './words.ts'

const shownStates: readonly SlotState[] = ['free', 'occupied', 'unknown', 'closed']

/** A lot's slots as a floor plan that changes live, or as a table of the same. */
export function SlotsCard({
  slots,
  view,
  states,
  timeZone,
  lost,
  hits,
}: {
  slots: readonly Slot[] | undefined
  view: LotView | undefined
  states: ReadonlyMap<string, SlotState>
  timeZone: string
  lost: boolean
  /** Slots to point out, such as those with a silent sensor. */
  hits: ReadonlySet<string>
}) {
  const levels = useMemo(() => levelsOf(slots ?? []), [slots])
  const [shape, setShape] = useState('plan')
  const [levelName, setLevel] = useState<string>()
  const [pointed, setPointed] = useState<Slot>()
  const hitLevel = useMemo(
    () => levels.find((l) => l.slots.some((slot) => hits.has(slot.id)))?.name,
    [levels, hits],
  )
  const level = levels.find((l) => l.name === (levelName ?? hitLevel)) ?? levels[0]
  const tools = (
    <>
      {levels.length > 1 && shape === 'plan' && (
        <SegmentedControl
          className="pk-levels"
          size="xs"
          aria-label="Level"
          value={level?.name ?? ''}
          onChange={setLevel}
          data={levels.map((l) => ({ value: l.name, label: freeOn(l.name, l.slots, states) }))}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label="Show the slots as"
        value={shape}
        onChange={setShape}
        data={[
          { value: 'plan', label: 'Plan' },
          { value: 'table', label: 'Table' },
        ]}
      />
    </>
  )
  const onLevel = level?.slots.map((slot) => states.get(slot.id) ?? 'unknown') ?? []
  return (
    <Card title="Slots" tools={tools}>
      {!slots || !view ? (
        <Skeleton className="pk-plan" radius={0} />
      ) : !level ? (
        <EmptyState icon={<IconLayoutGrid size={28} stroke={1.6} />} title="This lot has no slots">
          Its operator has not described any yet.
        </EmptyState>
      ) : shape === 'table' ? (
        <SlotTable {...{ slots, states, timeZone }} readings={view.slots} />
      ) : (
        <FloorPlan
          key={level.name}
          {...{ level, states, hits, pointed, lost }}
          point={setPointed}
        />
      )}
      <div className="pk-plan-foot" aria-live="polite">
        {pointed && shape === 'plan' && view ? (
          <SlotDetails
            slot={pointed}
            reading={view.slots.get(pointed.id)}
            state={states.get(pointed.id) ?? 'unknown'}
            timeZone={timeZone}
          />
        ) : (
          <span className="pk-legend">
            {shownStates.map((state) => (
              <span key={state}>
                <i className="pk-swatch" data-state={state} />
                {slotWords[state]}
                <b className="pk-number">
                  {formatCount(onLevel.filter((s) => s === state).length)}
                </b>
              </span>
            ))}
          </span>
        )}
      </div>
    </Card>
  )
}

function freeOn(name: string, slots: readonly Slot[], states: ReadonlyMap<string, SlotState>) {
  return `${name} · ${slots.filter((slot) => states.get(slot.id) === 'free').length} free`
}
