import { formatShare } from '../util/format.ts'

/** A small line of `values` on a scale of 0 to `top`, the latest at the right. */
export function Sparkline({
  values,
  top,
  width = 100,
  height = 28,
}: {
  values: readonly number[]
  top: number
  width?: number
  height?: number
}) {
  const inner = height - 4
  const x = (i: number) => (values.length < 2 ? width : (i / (values.length - 1)) * (width - 3))
  const y = (v: number) => 2 + inner - (top <= 0 ? 0 : Math.min(1, v / top)) * inner
  const line = values.map((v, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`)
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0]
  const label =
    top > 0 && values.length > 0
      ? `From ${formatShare(first / top)} to ${formatShare(last / top)} occupied in three hours`
      : 'No trend yet'
  return (
    <svg className="pk-spark" width={width} height={height} role="img" aria-label={label}>
      <line x1={0} x2={width} y1={height - 1.5} y2={height - 1.5} />
      {values.length > 0 && (
        <>
          <path className="pk-spark-area" d={`${line.join('')}V${height - 2}H0Z`} />
          <path d={line.join('')} />
          <circle cx={x(values.length - 1)} cy={y(last)} r={2.5} />
        </>
      )}
    </svg>
  )
}
