import { Skeleton } from '@mantine/core'
import { useInViewport } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { trendQuery } from '../api/board.ts'
import { useNow } from '../util/ticker.ts'
import { Sparkline } from './Sparkline.tsx'

/** A lot's last three hours up to now; asked for when it comes into sight. */
export function Trend({
  lot,
  occupied,
  capacity,
  width = 100,
  height = 28,
}: {
  lot: string
  /** Occupied now, or undefined when not known. */
  occupied: number | undefined
  capacity: number
  width?: number
  height?: number
}) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>()
  const trend = useQuery({ ...trendQuery(lot, useNow()), enabled: inViewport })
  return (
    <div ref={ref} style={{ width, height }}>
      {trend.data ? (
        <Sparkline
          values={[
            ...trend.data.points.map((p) => p.occupied),
            ...(occupied === undefined ? [] : [occupied]),
          ]}
          top={capacity}
          width={width}
          height={height}
        />
      ) : trend.isError ? (
        <span className="pk-dim pk-small">no trend</span>
      ) : (
        <Skeleton width={width} height={height} animate={inViewport} />
      )}
    </div>
  )
}
