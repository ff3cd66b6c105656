import { queryOptions, useQuery } from '@tanstack/react-query'
import { History, type Resolution } from '#contracts/http/history.ts'
import { Lot, Slot } from '#contracts/http/lots.ts'
import { LotSnapshot } from '#contracts/http/occupancy.ts'
import { GatewayHealth, JournalEntry } from '#contracts/http/operations.ts'
import { pageOf } from '#contracts/http/page.ts'
import { type LotView, viewOf } from '#contracts/rules/live-view.ts'
import { useConnection } from '../live/connection.ts'
import { withEntries } from '../live/journal-lines.ts'
import { api } from '../paths.ts'
import type { HistoryRange } from '../util/history-range.ts'
import { get, getAll } from './http.ts'
import { keys } from './keys.ts'

/** Who a lot is and where. */
export function lotQuery(lot: string) {
  return queryOptions({
    queryKey: keys.lot(lot),
    queryFn: ({ signal }) => get(Lot, api.lot(lot), { signal }),
    staleTime: 60_000,
  })
}

/** The slots of a lot and where each stands. */
export function slotsQuery(lot: string) {
  return queryOptions({
    queryKey: keys.slots(lot),
    queryFn: ({ signal }) => getAll(Slot, api.slots(lot), { signal }),
    staleTime: 60_000,
  })
}

/** What is known of a lot now; kept by the live channel, by asking again while that is away. */
export function useLotView(lot: string) {
  const { state } = useConnection()
  return useQuery({
    queryKey: keys.view(lot),
    queryFn: async ({ signal }) =>
      viewOf(await get(LotSnapshot, api.lotOccupancy(lot), { signal })),
    structuralSharing: (old, fresh) => {
      const [known, next] = [old as LotView | undefined, fresh as LotView]
      return known && known.rev > next.rev ? known : next
    },
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: state === 'live' ? false : 15_000,
  })
}

/** The last lines of a lot's journal, newest first. */
export function journalQuery(lot: string) {
  return queryOptions({
    queryKey: keys.journal(lot),
    queryFn: async ({ signal }) => {
      const query = { limit: 60 }
      return withEntries(
        [],
        (await get(pageOf(JournalEntry), api.journal(lot), { signal, query })).items,
      )
    },
    staleTime: 30_000,
  })
}

/** How a lot's gateway does; asked every 15 s. */
export function gatewayQuery(lot: string) {
  return queryOptions({
    queryKey: keys.gateway(lot),
    queryFn: ({ signal }) => get(GatewayHealth, api.gateway(lot), { signal }),
    refetchInterval: 15_000,
  })
}

/** A lot's history over a range that ends now; asked again each minute. */
export function historyQuery(lot: string, range: HistoryRange, now: () => number) {
  return queryOptions({
    queryKey: keys.history(lot, range.name),
    queryFn: ({ signal }) => {
      const query: Record<string, string> & { resolution: Resolution } = {
        from: new Date(now() - range.spanMs).toISOString(),
        to: new Date(now()).toISOString(),
        resolution: range.resolution,
      }
      return get(History, api.history(lot), { signal, query })
    },
    refetchInterval: 60_000,
    placeholderData: (old) => old,
  })
}
