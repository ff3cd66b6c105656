import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Lot } from '#contracts/http/lots.ts'
import type { GatewayHealth } from '#contracts/http/operations.ts'
import { gatewayQuery } from '../api/lot.ts'
import { formatBytes, formatCount, formatSigned } from '../util/format.ts'
import { Age } from './Age.tsx'
import { GatewayPill } from './GatewayPill.tsx'

const numberColumns = ['Waiting', 'Owed', 'Dead letters', 'Disk', 'Clock ms']

/** Every lot's gateway: whether it is there and what it has not delivered yet. */
export function FleetTable({
  lots,
  toLot,
}: {
  lots: readonly Lot[]
  toLot: (lot: string) => string
}) {
  return (
    <div className="pk-scroll">
      <table className="pk-table" aria-label="Gateways">
        <thead>
          <tr>
            <th scope="col">Lot</th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
            <th scope="col">Last report</th>
            {numberColumns.map((column) => (
              <th key={column} scope="col" className="pk-right">
                {column}
              </th>
            ))}
            <th scope="col">Version</th>
          </tr>
        </thead>
        <tbody>
          {lots.map((lot) => (
            <FleetRow key={lot.id} lot={lot} to={toLot(lot.id)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FleetRow({ lot, to }: { lot: Lot; to: string }) {
  const { data: health, isError } = useQuery(gatewayQuery(lot.id))
  return (
    <tr>
      <th scope="row">
        <Link className="pk-link" to={to}>
          {lot.name}
        </Link>
      </th>
      {health ? (
        <HealthCells health={health} timeZone={lot.timeZone} />
      ) : (
        <td colSpan={numberColumns.length + 4}>
          {isError ? <span className="pk-dim">not available</span> : <Skeleton height={16} />}
        </td>
      )}
    </tr>
  )
}

function HealthCells({ health, timeZone }: { health: GatewayHealth; timeZone: string }) {
  const number = (value: number | null) => (value === null ? '—' : formatCount(value))
  return (
    <>
      <td>
        <GatewayPill state={health.state} />
      </td>
      <td>
        <Age at={health.since} timeZone={timeZone} />
      </td>
      <td>
        <Age at={health.lastReportAt} timeZone={timeZone} />
      </td>
      <td className="pk-right pk-number">{number(health.queued)}</td>
      <td className="pk-right pk-number">{number(health.missing)}</td>
      <td className="pk-right pk-number">{number(health.deadLetters)}</td>
      <td className="pk-right pk-number">
        {health.diskBytes === null ? '—' : formatBytes(health.diskBytes)}
      </td>
      <td className="pk-right pk-number">
        {health.clockOffsetMs === null ? '—' : formatSigned(health.clockOffsetMs)}
      </td>
      <td className="pk-dim">{health.version ?? '—'}</td>
    </>
  )
}
