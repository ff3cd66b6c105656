import { queryOptions, useQuery } from '@tanstack/react-query'
import { OccupancyAt } from '#contracts/http/history.ts'
import { Lot } from '#contracts/http/lots.ts'
import { LotOccupancy } from '#contracts/http/occupancy.ts'
import { useConnection } from '../live/connection.ts'
import { newest } from '../live/newest.ts'
import { api } from '../paths.ts'
import { get, getAll } from './http.ts'
import { keys } from './keys.ts'

/** How often counts are asked for while the live channel is away. */
const fallbackMs = 15_000

/** All lots with names and places. */
export const lotsQuery = queryOptions({
  queryKey: keys.lots,
  queryFn: ({ signal }) => getAll(Lot, api.lots, { signal }),
  staleTime: 60_000,
})

/** The counts of all lots; kept fresh by the live channel, by asking again when that is away. */
export function useOccupancy() {
  const { state } = useConnection()
  return useQuery({
    queryKey: keys.occupancy,
    queryFn: ({ signal }) => getAll(LotOccupancy, api.occupancy, { signal }),
    structuralSharing: (old, fresh) =>
      newest((old ?? []) as LotOccupancy[], fresh as LotOccupancy[]),
    staleTime: 10_000,
    refetchInterval: state === 'live' ? 120_000 : fallbackMs,
  })
}

const trendStepMs = 5 * 60_000
const trendSteps = 36

/** Occupied slots of a lot at each five minutes of the last three hours. */
export function trendQuery(lot: string, now: number) {
  const end = Math.floor(now / trendStepMs) * trendStepMs
  return queryOptions({
    queryKey: [...keys.trend(lot), end],
    queryFn: ({ signal }) =>
      get(OccupancyAt, api.occupancyAt(lot), {
        signal,
        query: {
          at: Array.from({ length: trendSteps + 1 }, (_, i) =>
            new Date(end - (trendSteps - i) * trendStepMs).toISOString(),
          ),
        },
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 2 * trendStepMs,
    placeholderData: (old) => old,
  })
}
