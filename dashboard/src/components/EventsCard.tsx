import { Skeleton } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBarrierBlock,
  IconCar,
  IconCarOff,
  IconLogin2,
  IconLogout2,
  IconRowRemove,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { JournalEntry } from '#contracts/http/operations.ts'
import { journalQuery } from '../api/lot.ts'
import { lineKey } from '../live/journal-lines.ts'
import { Age } from './Age.tsx'
import { Card } from './Card.tsx'
import { EmptyState } from './EmptyState.tsx'
import { ProblemState } from './ProblemState.tsx'

const mostShown = 60

const icons = {
  occ: IconCar,
  entry: IconLogin2,
  exit: IconLogout2,
  deny: IconCarOff,
  barrier: IconBarrierBlock,
  alarm: IconAlertTriangle,
  gap: IconRowRemove,
} as const

/** The last events of a lot, the newest first, growing live. */
export function EventsCard({ lot, timeZone }: { lot: string; timeZone: string }) {
  const journal = useQuery(journalQuery(lot))
  return (
    <Card title="Last events">
      {journal.isError && !journal.data ? (
        <ProblemState error={journal.error} retry={() => void journal.refetch()} />
      ) : journal.data?.length === 0 ? (
        <EmptyState title="Nothing happened yet">Events show here as devices send them.</EmptyState>
      ) : (
        <ul className="pk-events" aria-label="Last events">
          {!journal.data &&
            Array.from({ length: 8 }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the placeholders are all alike
              <li key={i}>
                <Skeleton height={20} style={{ gridColumn: '1 / -1' }} />
              </li>
            ))}
          {journal.data?.slice(0, mostShown).map((entry) => (
            <Line key={lineKey(entry)} entry={entry} timeZone={timeZone} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function Line({ entry, timeZone }: { entry: JournalEntry; timeZone: string }) {
  const Icon = icons[entry.kind]
  return (
    <li data-bad={entry.kind === 'alarm' || entry.kind === 'deny' || entry.kind === 'gap'}>
      <Icon size={16} aria-hidden="true" />
      <span className="pk-clip" title={entry.detail ?? undefined}>
        {told(entry)}
      </span>
      <span className="pk-dim pk-small">
        <Age at={entry.time} timeZone={timeZone} />
      </span>
    </li>
  )
}

function told({ kind, subject, what }: JournalEntry): string {
  switch (kind) {
    case 'occ':
      return `${subject ?? 'A slot'} became ${what}`
    case 'entry':
      return `A car went in at ${subject ?? 'a barrier'} (${what})`
    case 'exit':
      return `A car went out at ${subject ?? 'a barrier'} (${what})`
    case 'deny':
      return `Refused at ${subject ?? 'a barrier'}: ${what}`
    case 'barrier':
      return `Barrier ${subject ?? ''} ${what}`
    case 'alarm':
      return [what, subject].filter(Boolean).join(': ')
    case 'gap':
      return `Events dropped: ${what}`
  }
}
