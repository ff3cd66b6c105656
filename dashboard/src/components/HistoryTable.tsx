import type { History } from '#contracts/http/history.ts'
import { formatCount, formatShare } from '../util/format.ts'
import { formatClock, formatDay, zoneName } from '../util/zoned.ts'

/** The numbers behind the history's line, the latest first. */
export function HistoryTable({ history }: { history: History }) {
  const { timeZone, capacity, resolution, points } = history
  const zone = zoneName(new Date(points.at(-1)?.start ?? 0), timeZone)
  return (
    <div className="pk-scroll">
      <table className="pk-table" aria-label="Occupied over time">
        <thead>
          <tr>
            <th scope="col">From ({zone})</th>
            <th scope="col" className="pk-right">
              Occupied, mean
            </th>
            <th scope="col" className="pk-right">
              Share
            </th>
            <th scope="col" className="pk-right">
              Arrivals
            </th>
            <th scope="col" className="pk-right">
              Departures
            </th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.start}>
              <th scope="row">
                {formatDay(point.start, timeZone)}
                {resolution !== 'day' && `, ${formatClock(point.start, timeZone)}`}
              </th>
              <td className="pk-right pk-number">
                {point.occupiedMean.toLocaleString(undefined, { maximumFractionDigits: 1 })}
              </td>
              <td className="pk-right pk-number">
                {capacity > 0 ? formatShare(point.occupiedMean / capacity) : '—'}
              </td>
              <td className="pk-right pk-number">{formatCount(point.arrivals)}</td>
              <td className="pk-right pk-number">{formatCount(point.departures)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
