/** What a chunk of an MQTT byte stream held. */
export type Scan = 'ok' | 'oversized' | 'malformed'

/**
 * Follows the fixed headers of an MQTT byte stream [MQTT-2.2], whatever way it is cut into chunks, and tells a packet
 * that is too large from its header, so that its body is never buffered (PK-005).
 */
export function packetScanner(limit: { bytes: number }): (chunk: Uint8Array) => Scan {
  let skip = 0
  let inLength = false
  let length = 0
  let shift = 0
  let header = 0

  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at)
        skip -= step
        at += step
        continue
      }
      const byte = chunk[at++] ?? 0
      if (!inLength) {
        inLength = true
        length = 0
        shift = 0
        header = 1
        continue
      }
      header++
      length += (byte & 0x7f) * 2 ** shift
      shift += 7
      if ((byte & 0x80) === 0) {
        if (length + header > limit.bytes) return 'oversized'
        skip = length
        inLength = false
      } else if (shift > 21) {
        return 'malformed'
      }
    }
    return 'ok'
  }
}
