import type { Socket } from 'node:net'
import { packetScanner } from '#contracts/mqtt/packet-scanner.ts'

/**
 * Looks at each chunk before the broker's parser, which has no limit of its own and buffers a packet to its end.
 * `limit.bytes` may be changed while the connection lives.
 */
export function guardSocket(
  socket: Socket,
  limit: { bytes: number },
  onRefused: (scan: 'oversized' | 'malformed') => void,
): void {
  const scan = packetScanner(limit)
  const read = socket.read.bind(socket)
  // The broker takes its bytes by `read` (and by no 'data' event), so this sees every one of them exactly once.
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read(size)
    if (chunk === null) return null
    const found = scan(chunk)
    if (found === 'ok') return chunk
    onRefused(found)
    socket.destroy()
    return null
  }
}
