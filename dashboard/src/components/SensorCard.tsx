import { Skeleton } from '@mantine/core'
import type { LotView } from '#contracts/rules/live-view.ts'
import { formatCount } from '../util/format.ts'
import type { SensorHealth } from '../util/slot-facts.ts'
import { Card } from './Card.tsx'

const mostNamed = 12

/** The sensors somebody should look at; choosing one points it out on the plan. */
export function SensorCard({
  view,
  health,
  pointOut,
}: {
  view: LotView | undefined
  health: SensorHealth
  pointOut: (slots: readonly string[]) => void
}) {
  const groups = [
    { title: 'Silent for three heartbeats', slots: health.silent, detail: undefined },
    { title: 'Flapping', slots: health.flapping, detail: undefined },
    {
      title: 'Battery under 20 %',
      slots: health.lowBattery,
      detail: (slot: string) => percent(view, slot),
    },
  ]
  return (
    <Card title="Sensors">
      <div className="pk-card-body pk-health">
        {!view && <Skeleton height={96} />}
        {view &&
          groups.map(({ title, slots, detail }) => (
            <div key={title}>
              <h3>
                {title}
                <span className="pk-pill" data-tone={slots.length > 0 ? 'warn' : 'good'}>
                  {formatCount(slots.length)}
                </span>
              </h3>
              {slots.length > 0 && (
                <div className="pk-slot-links">
                  {slots.slice(0, mostNamed).map((slot) => (
                    <button key={slot} type="button" onClick={() => pointOut([slot])}>
                      {slot}
                      {detail?.(slot)}
                    </button>
                  ))}
                  {slots.length > mostNamed && (
                    <button type="button" onClick={() => pointOut(slots)}>
                      all {formatCount(slots.length)}
                    </button>
                  )}
                </div>
              )}
            </div>
          ))}
      </div>
    </Card>
  )
}

function percent(view: LotView | undefined, slot: string): string {
  const battery = [...(view?.slots ?? [])].find(([id]) => id === slot)?.[1].batteryPercent
  return battery == null ? '' : ` ${Math.round(battery)} %`
}
