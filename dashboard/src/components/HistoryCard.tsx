import { SegmentedControl, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { History, HistoryPoint } from '#contracts/http/history.ts'
import { historyQuery } from '../api/lot.ts'
import { formatCount } from '../util/format.ts'
import {
  firstRange,
  type HistoryRange,
  historyRanges,
  resolutionWords,
} from '../util/history-range.ts'
import { ticker } from '../util/ticker.ts'
import { formatClock, formatDay, formatMoment } from '../util/zoned.ts'
import { Card } from './Card.tsx'
import { EmptyState } from './EmptyState.tsx'
import { HistoryTable } from './HistoryTable.tsx'
import { LineChart } from './LineChart.tsx'
import { ProblemState } from './ProblemState.tsx'

const chartHeight = 240

/** How a lot filled and emptied: as a line, or as the numbers behind it. */
export function HistoryCard({ lot }: { lot: string }) {
  const [rangeName, setRange] = useState(firstRange.name)
  const [shape, setShape] = useState('chart')
  const range = historyRanges.find((r) => r.name === rangeName) ?? firstRange
  return (
    <Card
      title="Occupied over time"
      tools={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Range"
            value={range.name}
            onChange={setRange}
            data={historyRanges.map(({ name, label }) => ({ value: name, label }))}
          />
          <SegmentedControl
            size="xs"
            aria-label="Show the history as"
            value={shape}
            onChange={setShape}
            data={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
          />
        </>
      }
    >
      <HistoryBody key={lot} lot={lot} range={range} table={shape === 'table'} />
    </Card>
  )
}

function HistoryBody({ lot, range, table }: { lot: string; range: HistoryRange; table: boolean }) {
  const history = useQuery(historyQuery(lot, range, Date.now))
  if (history.isError && !history.data) {
    return <ProblemState error={history.error} retry={() => void history.refetch()} />
  }
  if (!history.data) {
    return (
      <div className="pk-card-body">
        <Skeleton height={chartHeight} />
      </div>
    )
  }
  if (history.data.points.length === 0) {
    return (
      <EmptyState title="Nothing recorded yet">
        The line starts with the first readings of this lot.
      </EmptyState>
    )
  }
  if (table) return <HistoryTable history={history.data} />
  return (
    <div className="pk-card-body">
      <Chart history={history.data} spanMs={range.spanMs} />
    </div>
  )
}

function Chart({ history, spanMs }: { history: History; spanMs: number }) {
  const { capacity, timeZone, points, resolution } = history
  const to = Math.max(ticker.now(), Date.parse(points.at(-1)?.start ?? '') || 0)
  const last = points.at(-1)
  return (
    <LineChart
      points={points.map((p) => ({ at: Date.parse(p.start), value: p.occupiedMean }))}
      from={to - spanMs}
      to={to}
      top={capacity}
      topLabel={`${formatCount(capacity)} slots`}
      timeZone={timeZone}
      label={`Occupied slots ${resolutionWords[resolution]}, now ${last ? formatCount(last.occupiedMean) : 'unknown'} of ${capacity}. Arrow keys read off points.`}
      tip={(i) => points[i] && <Tip point={points[i]} history={history} />}
    />
  )
}

function Tip({ point, history }: { point: HistoryPoint; history: History }) {
  const day = formatDay(point.start, history.timeZone)
  return (
    <>
      <div className="pk-dim" title={formatMoment(point.start, history.timeZone)}>
        {day}
        {history.resolution !== 'day' && `, ${formatClock(point.start, history.timeZone)}`}
      </div>
      <strong className="pk-number">{formatCount(point.occupiedMean)} occupied</strong>
      <div className="pk-dim pk-number">
        {formatCount(point.arrivals)} in · {formatCount(point.departures)} out
      </div>
    </>
  )
}
