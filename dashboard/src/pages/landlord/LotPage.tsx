import '../../styles/lot.css'
import '../../styles/plan.css'
import '../../styles/chart.css'
import '../../styles/devices.css'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useParams } from 'react-router'
import { countSlots, lotOccupancy } from '#contracts/rules/occupancy.ts'
import { lotQuery, slotsQuery, useLotView } from '../../api/lot.ts'
import { ApiError } from '../../api/problem.ts'
import { EventsCard } from '../../components/EventsCard.tsx'
import { GatewayCard } from '../../components/GatewayCard.tsx'
import { HistoryCard } from '../../components/HistoryCard.tsx'
import { LotCounts } from '../../components/LotCounts.tsx'
import { LotHead } from '../../components/LotHead.tsx'
import { ProblemState } from '../../components/ProblemState.tsx'
import { SensorCard } from '../../components/SensorCard.tsx'
import { SlotsCard } from '../../components/SlotsCard.tsx'
import { UnknownLot } from '../../components/UnknownLot.tsx'
import { useConnection } from '../../live/connection.ts'
import { useLiveLot } from '../../live/lot.ts'
import { paths } from '../../paths.ts'
import { sensorHealth, stateOf } from '../../util/slot-facts.ts'
import { useNow } from '../../util/ticker.ts'
import { useTitle } from '../../util/title.ts'

/** One lot: its counts with their trust, every slot as it is now, its history, its devices and what happened last. */
export function LotPage() {
  const { lot = '' } = useParams()
  const who = useQuery(lotQuery(lot))
  const slots = useQuery(slotsQuery(lot))
  const { data: view } = useLotView(lot)
  useLiveLot(lot)
  useTitle(who.data?.name ?? lot)
  const now = useNow()
  const connection = useConnection().state
  const lost = connection === 'lost' || connection === 'deaf'
  const [hits, setHits] = useState<ReadonlySet<string>>(new Set())
  const states = useMemo(
    () =>
      new Map(
        [...(view?.slots ?? [])].map(([id, slot]) => [
          id as string,
          stateOf(slot, now, view?.heartbeatMs ?? 0),
        ]),
      ),
    [view, now],
  )
  const counts = view && lotOccupancy(view, countSlots(view.slots.values(), now, view.heartbeatMs))
  const health = useMemo(
    () => sensorHealth(view?.slots ?? new Map(), now, view?.heartbeatMs ?? 0),
    [view, now],
  )
  if (who.error instanceof ApiError && who.error.problem === 'not-found') {
    return <UnknownLot lot={lot} back={paths.board()} />
  }
  if (who.isError) return <ProblemState error={who.error} retry={() => void who.refetch()} />
  const timeZone = who.data?.timeZone ?? 'UTC'
  return (
    <div className="pk-lot" data-lost={lost}>
      <LotHead lot={who.data} counts={counts} back={paths.boardWith(lot)} />
      <LotCounts counts={counts} />
      <div className="pk-lot-grid">
        <div>
          <SlotsCard {...{ slots: slots.data, view, states, timeZone, lost, hits }} />
          <HistoryCard lot={lot} />
        </div>
        <div>
          <GatewayCard lot={lot} timeZone={timeZone} />
          <SensorCard view={view} health={health} pointOut={(slots) => setHits(new Set(slots))} />
          <EventsCard lot={lot} timeZone={timeZone} />
        </div>
      </div>
    </div>
  )
}
