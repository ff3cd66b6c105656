import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { nearestIndex, timeTicks, valueTicks } from '../util/axis.ts'
import { formatCount } from '../util/format.ts'
import { formatClock, formatDay } from '../util/zoned.ts'

/** A point of a line: a moment (ms since 1970) and a value of 0 or more. */
export interface ChartPoint {
  at: number
  value: number
}

const height = 240
const frame = { left: 44, right: 12, top: 14, bottom: 24 }

/** A line over time in the lot's zone, with a dashed line at `top`. Pointer or arrow keys read off a point. */
export function LineChart({
  points,
  from,
  to,
  top,
  topLabel,
  timeZone,
  label,
  tip,
}: {
  points: readonly ChartPoint[]
  from: number
  to: number
  top: number
  topLabel: string
  timeZone: string
  label: string
  /** What is told of the point with this index. */
  tip: (index: number) => ReactNode
}) {
  const { ref, width } = useElementSize()
  const [read, setRead] = useState<number>()
  const ticks = valueTicks(top)
  const most = ticks.at(-1) ?? 1
  const inner = Math.max(1, width - frame.left - frame.right)
  const x = (at: number) => frame.left + ((at - from) / Math.max(1, to - from)) * inner
  const y = (value: number) =>
    height - frame.bottom - (value / most) * (height - frame.top - frame.bottom)
  const line = points.map(
    (p, i) => `${i === 0 ? 'M' : 'L'}${x(p.at).toFixed(1)} ${y(p.value).toFixed(1)}`,
  )
  const shown = read === undefined ? undefined : points[Math.min(read, points.length - 1)]
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 }[event.key]
    if (event.key === 'Escape') setRead(undefined)
    if (step === undefined || points.length === 0) return
    event.preventDefault()
    setRead(Math.max(0, Math.min(points.length - 1, (read ?? points.length) + step)))
  }
  return (
    <div
      ref={ref}
      className="pk-chart"
      role="application"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read off points
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerLeave={() => setRead(undefined)}
      onPointerMove={(event) => {
        const left = event.currentTarget.getBoundingClientRect().left
        const at = from + ((event.clientX - left - frame.left) / inner) * (to - from)
        setRead(
          nearestIndex(
            points.map((p) => p.at),
            at,
          ),
        )
      }}
    >
      <svg height={height} aria-hidden="true">
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              className="pk-grid"
              x1={frame.left}
              x2={width - frame.right}
              y1={y(tick)}
              y2={y(tick)}
            />
            <text x={frame.left - 8} y={y(tick) + 4} textAnchor="end">
              {formatCount(tick)}
            </text>
          </g>
        ))}
        {timeTicks(from, to, timeZone, Math.max(2, Math.floor(inner / 90))).map(({ at, isDay }) => (
          <text key={at} x={x(at)} y={height - 6} textAnchor="middle">
            {isDay ? formatDay(at, timeZone) : formatClock(at, timeZone)}
          </text>
        ))}
        {points.length > 0 && (
          <>
            <path
              className="pk-area"
              d={`${line.join('')}L${x(points.at(-1)?.at ?? to)} ${y(0)}L${x(points[0]?.at ?? from)} ${y(0)}Z`}
            />
            <path className="pk-line" d={line.join('')} />
          </>
        )}
        <line className="pk-top" x1={frame.left} x2={width - frame.right} y1={y(top)} y2={y(top)} />
        <text x={width - frame.right} y={y(top) - 5} textAnchor="end">
          {topLabel}
        </text>
        {shown && (
          <>
            <line className="pk-cross" x1={x(shown.at)} x2={x(shown.at)} y1={frame.top} y2={y(0)} />
            <circle cx={x(shown.at)} cy={y(shown.value)} r={4.5} />
          </>
        )}
      </svg>
      <div aria-live="polite">
        {shown && read !== undefined && (
          <div
            className="pk-chart-tip"
            style={
              x(shown.at) > width / 2
                ? { right: width - x(shown.at) + 12 }
                : { left: x(shown.at) + 12 }
            }
          >
            {tip(Math.min(read, points.length - 1))}
          </div>
        )}
      </div>
    </div>
  )
}
