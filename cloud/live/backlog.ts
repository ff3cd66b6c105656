import type { LiveLimits } from './limits.ts'
import type { PageSocket } from './socket.ts'

/**
 * Watches what waits for a page that reads more slowly than is sent. Beyond the limit `onLate` takes it out of its rooms;
 * when all that waited is written, `onCaughtUp` gets what `onLate` answered. So a hanging page costs a bounded amount of
 * memory until its pings time out, and a slow one is told that it missed something (PK-083).
 */
export function watchBacklog<T>(
  socket: PageSocket,
  limits: Pick<LiveLimits, 'backlogFrames' | 'backlogChars'>,
  on: { onLate: () => T; onCaughtUp: (left: T) => void },
): void {
  let frames = 0
  let chars = 0
  let left: { rooms: T } | undefined

  socket.conn.on('packetCreate', (packet: { data?: unknown }) => {
    frames++
    if (typeof packet.data === 'string') chars += packet.data.length
    if (left || (frames <= limits.backlogFrames && chars <= limits.backlogChars)) return
    left = { rooms: on.onLate() }
  })
  // The transport drains when the kernel has taken every byte; WebSocket is the only transport, so it never changes.
  socket.conn.transport.on('drain', () => {
    frames = 0
    chars = 0
    if (!left) return
    const { rooms } = left
    left = undefined
    on.onCaughtUp(rooms)
  })
}
