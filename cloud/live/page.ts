import type { LotOccupancy, LotSnapshot } from '#contracts/http/occupancy.ts'
import type { ProblemName } from '#contracts/http/problem.ts'
import { LotId } from '#contracts/ids.ts'
import type { Reply } from '#contracts/live.ts'
import { watchBacklog } from './backlog.ts'
import type { LiveLimits } from './limits.ts'
import type { PageSocket } from './socket.ts'

/** What a page's requests need. */
export interface PageHandlers {
  /** The lot as committed after this call; undefined for an unknown lot. */
  snapshot: (lot: string) => Promise<LotSnapshot | undefined>
  city: () => LotOccupancy[] | undefined
  /** A page could not keep up and left its rooms. */
  onLate: () => void
  onFailure: (error: unknown) => void
  /** Monotonic milliseconds. */
  clock: () => number
}

/** Answers one page. The room is joined before the snapshot is read, so that no delta falls between them (PK-081). */
export function servePage(socket: PageSocket, limits: LiveLimits, handlers: PageHandlers): void {
  const lots = () => [...socket.rooms].filter((room) => room.startsWith('lot:'))
  const mayJoin = joinAllowance(limits, handlers.clock)

  watchBacklog(socket, limits, {
    onLate: () => {
      const left = { lots: lots().map((room) => room.slice(4)), city: socket.rooms.has('city') }
      for (const room of [...lots(), 'city']) void socket.leave(room)
      handlers.onLate()
      return left
    },
    onCaughtUp: (left) => {
      if (left.city || left.lots.length > 0) socket.emit('resync', left)
    },
  })

  const joinLot = async (lot: unknown): Promise<LotSnapshot | ProblemName> => {
    const { data } = LotId.safeParse(lot)
    if (data === undefined) return 'invalid-request'
    const room = `lot:${data}`
    const isNew = !socket.rooms.has(room)
    if (!mayJoin() || (isNew && lots().length >= limits.rooms)) return 'too-many-requests'
    await socket.join(room)
    try {
      const snapshot = await handlers.snapshot(data)
      if (snapshot) return snapshot
      if (isNew) void socket.leave(room)
      return 'not-found'
    } catch (error) {
      handlers.onFailure(error)
      if (isNew) void socket.leave(room)
      return 'unavailable'
    }
  }

  socket.on('join-lot', (lot, reply) => void joinLot(lot).then((answer) => give(reply, answer)))
  socket.on('leave-lot', (lot) => void socket.leave(`lot:${lot}`))
  socket.on('join-city', (reply) => {
    if (!mayJoin()) return give(reply, 'too-many-requests')
    const city = handlers.city()
    if (city) void socket.join('city')
    give(reply, city ?? 'unavailable')
  })
  socket.on('leave-city', () => void socket.leave('city'))
}

/** What a page sends is not what it is typed to be: without a callback there is nobody to answer. */
function give<T extends object>(reply: Reply<T> | undefined, answer: T | ProblemName): void {
  if (typeof reply !== 'function') return
  if (typeof answer === 'string') reply({ ok: false, problem: answer })
  else reply({ ok: true, value: answer })
}

function joinAllowance(limits: LiveLimits, clock: () => number): () => boolean {
  let tokens = limits.joinBurst
  let at = clock()
  return () => {
    const now = clock()
    tokens = Math.min(limits.joinBurst, tokens + ((now - at) * limits.joinRate) / 1000)
    at = now
    if (tokens < 1) return false
    tokens--
    return true
  }
}
