import { once } from 'node:events'
import { createServer } from 'node:http'
import { Registry } from 'prom-client'
import { io, type Socket } from 'socket.io-client'
import type { LotOccupancy, LotSnapshot } from '#contracts/http/occupancy.ts'
import { liveSocket, type PageEvents, type Reply, type ServerEvents } from '#contracts/live.ts'
import type { Pool } from '../db/pool.ts'
import type { LiveLimits } from '../live/limits.ts'
import { attachLive } from '../live/service.ts'
import { openLog } from '../log.ts'
import type { TestBroker } from './broker.ts'

export type TestPage = Socket<ServerEvents, PageEvents>

/** A live node with a real HTTP server, database and broker. */
export async function startLiveNode(
  pool: Pool,
  broker: Pick<TestBroker, 'url' | 'users'>,
  limits: Partial<LiveLimits> = {},
) {
  const httpServer = createServer()
  const registry = new Registry()
  const live = attachLive({
    httpServer,
    pool,
    broker: {
      url: broker.url,
      username: 'live',
      password: broker.users.find((user) => user.role === 'live')?.password ?? '',
    },
    log: openLog('silent'),
    now: () => Date.now(),
    registry,
    limits,
  })
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const address = httpServer.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    registry,
    check: live.check,
    [Symbol.asyncDispose]: async () => {
      await live[Symbol.asyncDispose]()
      httpServer.close()
      httpServer.closeAllConnections()
    },
  }
}

/** A page connected to `port` of this machine; the caller disconnects it. */
export function openPage(port: number, headers: Record<string, string> = {}): TestPage {
  return io(`http://127.0.0.1:${port}`, {
    ...liveSocket,
    transports: [...liveSocket.transports],
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 100,
    extraHeaders: headers,
  })
}

/** Joins a lot's room; rejects when there is no answer within five seconds. */
export function joinLot(page: TestPage, lot: string): Promise<Parameters<Reply<LotSnapshot>>[0]> {
  return page.timeout(5_000).emitWithAck('join-lot', lot)
}

/** Joins the city's room; rejects when there is no answer within five seconds. */
export function joinCity(page: TestPage): Promise<Parameters<Reply<LotOccupancy[]>>[0]> {
  return page.timeout(5_000).emitWithAck('join-city')
}
