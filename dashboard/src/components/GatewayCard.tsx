import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { GatewayHealth } from '#contracts/http/operations.ts'
import { gatewayQuery } from '../api/lot.ts'
import { formatBytes, formatCount, formatSigned } from '../util/format.ts'
import { Age } from './Age.tsx'
import { Card } from './Card.tsx'
import { GatewayPill } from './GatewayPill.tsx'
import { ProblemState } from './ProblemState.tsx'

/** How the lot's gateway does: whether it is there, what waits on its disk, and how right its clock is. */
export function GatewayCard({ lot, timeZone }: { lot: string; timeZone: string }) {
  const health = useQuery(gatewayQuery(lot))
  return (
    <Card title="Gateway" tools={health.data && <GatewayPill state={health.data.state} />}>
      {health.data ? (
        <div className="pk-card-body">
          <Facts health={health.data} timeZone={timeZone} />
        </div>
      ) : health.isError ? (
        <ProblemState error={health.error} retry={() => void health.refetch()} />
      ) : (
        <div className="pk-card-body">
          <Skeleton height={244} />
        </div>
      )}
    </Card>
  )
}

function Facts({ health, timeZone }: { health: GatewayHealth; timeZone: string }) {
  const { queued, oldestQueuedAt, diskBytes, diskLimitBytes, clockOffsetMs, clockErrorMs } = health
  const number = (value: number | null) => (value === null ? '—' : formatCount(value))
  return (
    <dl className="pk-facts pk-number">
      <dt>{health.state === 'online' ? 'Online since' : 'Since'}</dt>
      <dd>
        <Age at={health.since} timeZone={timeZone} />
      </dd>
      <dt>Last report</dt>
      <dd>
        <Age at={health.lastReportAt} timeZone={timeZone} />
      </dd>
      <dt>Waiting to be sent</dt>
      <dd>
        {number(queued)} events
        {oldestQueuedAt && (
          <>
            , oldest <Age at={oldestQueuedAt} timeZone={timeZone} />
          </>
        )}
      </dd>
      <dt>Disk</dt>
      <dd>
        {diskBytes === null || diskLimitBytes === null
          ? '—'
          : `${formatBytes(diskBytes)} of ${formatBytes(diskLimitBytes)}`}
      </dd>
      <dt>Clock</dt>
      <dd>
        {clockOffsetMs === null
          ? '—'
          : `${formatSigned(clockOffsetMs)} ms${clockErrorMs === null ? '' : ` ± ${clockErrorMs}`}`}
      </dd>
      <dt>Events owed</dt>
      <dd data-tone={health.missing > 0 ? 'warn' : undefined}>{formatCount(health.missing)}</dd>
      <dt>Dead letters</dt>
      <dd>{number(health.deadLetters)}</dd>
      <dt>Version · boot</dt>
      <dd>
        {health.version ?? '—'} · {number(health.boot)}
      </dd>
    </dl>
  )
}
