import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import {
  type CityUpdate,
  type LotDelta,
  liveSocket,
  type PageEvents,
  type ServerEvents,
  type Source,
} from '#contracts/live.ts'
import type { LiveLimits } from './limits.ts'
import { isAllowedOrigin } from './origin.ts'
import { type PageHandlers, servePage } from './page.ts'

/** A page's socket, typed by contracts/live.ts. */
export type PageSocket = Socket<PageEvents, ServerEvents>

export interface LiveSockets {
  sendLot: (delta: LotDelta) => void
  sendCity: (update: CityUpdate) => void
  /** Tells everybody in these rooms to join again. */
  resync: (rooms: { lots: readonly string[]; city: boolean }) => void
  /** Tells everybody, now and on connecting, whether the lots are heard. */
  setSource: (source: Source) => void
  /** Pages connected. */
  count: () => number
  /** Lots somebody watches. */
  watched: () => string[]
  close: () => Promise<void>
}

export interface SocketOptions extends PageHandlers {
  httpServer: HttpServer
  limits: LiveLimits
  /** Origins of pages that other hosts serve. */
  origins: readonly string[]
  onRefused: (reason: string, facts: Record<string, unknown>) => void
}

const roomOf = (lot: string) => `lot:${lot}`

/** Socket.IO on the HTTP server that is there already. */
export function openSockets(options: SocketOptions): LiveSockets {
  const { limits, onRefused } = options
  const perAddress = new Map<string, number>()
  let source: Source = 'lost'

  const refusal = (request: IncomingMessage): string | undefined => {
    const { origin, host } = request.headers
    if (!isAllowedOrigin(origin, host, options.origins)) return 'origin'
    if (io.engine.clientsCount >= limits.sockets) return 'sockets'
    const address = request.socket.remoteAddress ?? ''
    if ((perAddress.get(address) ?? 0) >= limits.socketsPerAddress) return 'address'
    return undefined
  }
  const io = new Server<PageEvents, ServerEvents>(options.httpServer, {
    ...liveSocket,
    transports: [...liveSocket.transports],
    serveClient: false,
    maxHttpBufferSize: limits.messageBytes,
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    connectTimeout: 10_000,
    allowRequest: (request, decide) => {
      const reason = refusal(request)
      const { remoteAddress: address } = request.socket
      if (reason) onRefused(reason, { address, origin: request.headers.origin })
      decide(reason, reason === undefined)
    },
  })
  io.engine.on('connection', (connection: { remoteAddress: string; once: Socket['once'] }) => {
    const { remoteAddress } = connection
    perAddress.set(remoteAddress, (perAddress.get(remoteAddress) ?? 0) + 1)
    connection.once('close', () => {
      const left = (perAddress.get(remoteAddress) ?? 1) - 1
      if (left === 0) perAddress.delete(remoteAddress)
      else perAddress.set(remoteAddress, left)
    })
  })
  io.on('connection', (socket) => {
    if (source === 'lost') socket.emit('source', source)
    servePage(socket, limits, options)
  })

  return {
    sendLot: (delta) => {
      io.to(roomOf(delta.lot)).emit('lot', delta)
    },
    sendCity: (update) => {
      io.to('city').emit('city', update)
    },
    resync: ({ lots, city }) => {
      for (const lot of lots) io.to(roomOf(lot)).emit('resync', { lots: [lot], city: false })
      if (city) io.to('city').emit('resync', { lots: [], city: true })
    },
    setSource: (next) => {
      if (next === source) return
      source = next
      io.emit('source', source)
    },
    count: () => io.engine.clientsCount,
    watched: () =>
      [...io.sockets.adapter.rooms.keys()].flatMap((room) =>
        room.startsWith('lot:') ? [room.slice(4)] : [],
      ),
    close: async () => {
      // Not io.close(): the HTTP server belongs to others, who may still have requests to finish.
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}
