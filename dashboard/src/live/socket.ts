import { io, type Socket } from 'socket.io-client'
import { liveSocket, type PageEvents, type ServerEvents } from '#contracts/live.ts'
import { connection } from './connection.ts'

/** How long the server may take to answer a join before it is asked again. */
const answerMs = 8000

/** The page's one socket. */
export const socket: Socket<ServerEvents, PageEvents> = io({
  path: liveSocket.path,
  transports: [...liveSocket.transports],
  reconnectionDelay: 500,
  reconnectionDelayMax: 5000,
  timeout: 8000,
})

socket.on('connect', () => connection.set('live'))
socket.on('disconnect', () => connection.set('lost'))
socket.on('connect_error', () => connection.set('lost'))
socket.on('source', (source) => connection.set(source === 'live' ? 'live' : 'deaf'))
// A dropped network shows at once; the socket itself would notice only at its next missed ping.
window.addEventListener('offline', () => socket.connected && socket.io.engine.close())

/**
 * Stays in a room: joins now, whenever the channel comes back, and when the returned `rejoin` is called. A join without
 * an answer is tried again. `leave` ends it.
 */
export function stayJoined(
  join: (answered: () => void) => void,
  left: () => void,
): { rejoin: () => void; leave: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const rejoin = () => {
    if (!socket.connected) return
    clearTimeout(timer)
    timer = setTimeout(rejoin, answerMs)
    join(() => clearTimeout(timer))
  }
  socket.on('connect', rejoin)
  rejoin()
  return {
    rejoin,
    leave: () => {
      clearTimeout(timer)
      socket.off('connect', rejoin)
      if (socket.connected) left()
    },
  }
}
