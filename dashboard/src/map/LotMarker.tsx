import type { Cluster } from '../util/cluster.ts'
import { formatCount } from '../util/format.ts'

const radius = 19
const around = 2 * Math.PI * radius

/** A lot or a cluster on the map: the ring is the share occupied, the number the free slots. */
export function LotMarker({
  cluster,
  name,
  chosen,
  labelled,
  press,
}: {
  cluster: Cluster
  name: string
  chosen: boolean
  /** Whether the name stands under the marker. */
  labelled: boolean
  press: () => void
}) {
  const several = cluster.members.length > 1
  const known = cluster.free + cluster.occupied > 0
  const share = cluster.open <= 0 ? 1 : cluster.occupied / cluster.open
  const title = several ? `${cluster.members.length} lots` : name
  const told = known
    ? `${formatCount(cluster.free)} of ${formatCount(cluster.open)} slots free${cluster.old ? ', last known' : ''}`
    : 'nothing known'
  return (
    <button
      type="button"
      className="pk-marker"
      data-several={several}
      data-old={cluster.old}
      data-chosen={chosen}
      style={{ transform: `translate(${cluster.x}px, ${cluster.y}px) translate(-50%, -50%)` }}
      aria-label={`${title}: ${told}`}
      onClick={press}
    >
      <svg viewBox="-24 -24 48 48" aria-hidden="true">
        {several && <circle className="pk-marker-halo" r={23} />}
        <circle className="pk-marker-ground" r={22} />
        <circle className="pk-marker-track" r={radius} />
        <circle
          className="pk-marker-ring"
          r={radius}
          strokeDasharray={`${around * (known ? share : 0)} ${around}`}
          transform="rotate(-90)"
        />
        <text className="pk-marker-free" data-long={cluster.free >= 1000} dy={several ? 1 : 5}>
          {known ? shortCount(cluster.free) : '—'}
        </text>
        {several && (
          <text className="pk-marker-lots" dy={11}>
            {cluster.members.length} lots
          </text>
        )}
      </svg>
      {labelled && !several && <span className="pk-marker-name">{name}</span>}
    </button>
  )
}

function shortCount(count: number): string {
  return count < 10_000 ? String(count) : `${Math.floor(count / 1000)}k`
}
