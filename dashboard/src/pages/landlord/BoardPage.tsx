import '../../styles/board.css'
import { Drawer, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useSearchParams } from 'react-router'
import { lotsQuery, useOccupancy } from '../../api/board.ts'
import { BoardSummary } from '../../components/BoardSummary.tsx'
import { LotList } from '../../components/LotList.tsx'
import { LotPanel } from '../../components/LotPanel.tsx'
import { ProblemState } from '../../components/ProblemState.tsx'
import { useLiveCity } from '../../live/city.ts'
import { useConnection } from '../../live/connection.ts'
import { lotParameter, paths } from '../../paths.ts'
import { rowsOf, sumRows } from '../../util/board-rows.ts'
import { useNow } from '../../util/ticker.ts'
import { useTitle } from '../../util/title.ts'

const CityMap = lazy(() =>
  import('../../map/CityMap.tsx').then((module) => ({ default: module.CityMap })),
)

/** The landlord's first page: how full the lots are, where they are, and whether anything is wrong. */
export function BoardPage() {
  useTitle('Lots')
  useLiveCity()
  const lots = useQuery(lotsQuery)
  const occupancy = useOccupancy()
  const now = useNow()
  const { state } = useConnection()
  const narrow = useMediaQuery('(max-width: 60em)', undefined, { getInitialValueInEffect: false })
  const [view, setView] = useState('list')
  const [onlyNeeding, setOnlyNeeding] = useState(false)
  const [params, setParams] = useSearchParams()
  const chosen = params.get(lotParameter) ?? undefined
  const choose = useCallback(
    (lot: string | undefined) => setParams(lot ? { [lotParameter]: lot } : {}, { replace: true }),
    [setParams],
  )
  const close = useCallback(() => choose(undefined), [choose])
  if (lots.isError) return <ProblemState error={lots.error} retry={() => void lots.refetch()} />
  const loading = lots.isPending || (occupancy.isPending && !occupancy.data)
  const rows = rowsOf(lots.data ?? [], occupancy.data ?? [], now)
  const shown = onlyNeeding ? rows.filter((row) => row.standing !== 'good') : rows
  const row = rows.find(({ lot }) => lot.id === chosen)
  const panel = row && <LotPanel row={row} to={paths.lot(row.lot.id)} close={close} />
  return (
    <div className="pk-board" data-lost={state === 'lost' || state === 'deaf'}>
      <h1 className="pk-hidden">Lots</h1>
      <BoardSummary
        sums={loading ? undefined : sumRows(rows)}
        filtered={onlyNeeding}
        toggleFilter={() => setOnlyNeeding(!onlyNeeding)}
      />
      {narrow && (
        <SegmentedControl
          aria-label="View"
          fullWidth
          value={view}
          onChange={setView}
          data={[
            { value: 'list', label: 'List' },
            { value: 'map', label: 'Map' },
          ]}
        />
      )}
      {(!narrow || view === 'list') && (
        <LotList
          rows={shown}
          loading={loading}
          narrow={narrow}
          filtered={onlyNeeding}
          chosen={chosen}
          choose={choose}
          failed={occupancy.isError && !occupancy.data}
          retry={() => void occupancy.refetch()}
        />
      )}
      {(!narrow || view === 'map') && (
        <section className="pk-card pk-board-map" aria-label="Map of the lots">
          <Suspense fallback={<div className="pk-map-wait" />}>
            <CityMap rows={shown} chosen={chosen} choose={choose} panelOpen={!narrow && !!panel} />
          </Suspense>
          {!narrow && panel && <div className="pk-panel">{panel}</div>}
        </section>
      )}
      {narrow && (
        <Drawer
          opened={!!panel}
          onClose={close}
          position="bottom"
          classNames={{ content: 'pk-sheet-content' }}
          withCloseButton={false}
          padding={0}
          radius="lg"
        >
          <div className="pk-sheet">{panel}</div>
        </Drawer>
      )}
    </div>
  )
}
