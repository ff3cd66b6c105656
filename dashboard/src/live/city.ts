import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LotOccupancy } from '#contracts/http/occupancy.ts'
import type { CityUpdate, Resync } from '#contracts/live.ts'
import { keys } from '../api/keys.ts'
import { ticker } from '../util/ticker.ts'
import { newest } from './newest.ts'
import { socket, stayJoined } from './socket.ts'

/** Keeps the counts of all lots in the cache as the server's, for as long as the component is mounted. */
export function useLiveCity(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const update = (city: CityUpdate) => {
      ticker.noteServerTime(city.at)
      merge(queries, city.lots)
    }
    const room = stayJoined(
      (answered) =>
        socket.emit('join-city', (answer) => {
          answered()
          if (answer.ok) merge(queries, answer.value)
        }),
      () => socket.emit('leave-city'),
    )
    const onResync = ({ city }: Resync) => city && room.rejoin()
    socket.on('city', update)
    socket.on('resync', onResync)
    return () => {
      socket.off('city', update)
      socket.off('resync', onResync)
      room.leave()
    }
  }, [queries])
}

function merge(queries: QueryClient, lots: LotOccupancy[]): void {
  queries.setQueryData<LotOccupancy[]>(keys.occupancy, (known) => newest(known ?? [], lots))
}
