import '../../styles/lot.css'
import '../../styles/admin.css'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lotsQuery } from '../../api/board.ts'
import { Card } from '../../components/Card.tsx'
import { DeadLettersCard } from '../../components/DeadLettersCard.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { FleetTable } from '../../components/FleetTable.tsx'
import { ProblemState } from '../../components/ProblemState.tsx'
import { useLiveCity } from '../../live/city.ts'
import { paths } from '../../paths.ts'
import { useTitle } from '../../util/title.ts'

/** What an administrator opens when something is wrong: the fleet of gateways, and what could not be stored. */
export function AdminPage() {
  useTitle('Administration')
  useLiveCity()
  const lots = useQuery(lotsQuery)
  return (
    <div className="pk-lot">
      <div className="pk-lot-head">
        <h1>Administration</h1>
      </div>
      <Card title="Gateways">
        {lots.data ? (
          lots.data.length === 0 ? (
            <EmptyState title="No lots yet">
              A gateway belongs to a lot; none is described.
            </EmptyState>
          ) : (
            <FleetTable lots={lots.data} toLot={paths.lot} />
          )
        ) : lots.isError ? (
          <ProblemState error={lots.error} retry={() => void lots.refetch()} />
        ) : (
          <div className="pk-card-body">
            <Skeleton height={420} />
          </div>
        )}
      </Card>
      <DeadLettersCard timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone} />
    </div>
  )
}
