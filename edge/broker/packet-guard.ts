/** Follows MQTT's framing on a byte stream without keeping the bytes. */
export interface PacketGuard {
  /** Takes the next bytes; returns the length of a packet that is over the limit, as soon as its header says so. */
  push: (chunk: Uint8Array) => number | undefined
}

/**
 * Watches that no packet is longer than `limit` bytes, header included, so that a connection can be closed before an
 * oversized packet is gathered in memory (PK-011). The length field is 1–4 bytes of 7 bits [MQTT-2.2.3].
 */
export function packetGuard(limit: number): PacketGuard {
  /** Bytes of the present packet's body still to come. */
  let body = 0
  /** Bytes of the present header read so far; 0 between packets. */
  let header = 0
  let length = 0
  return {
    push(chunk) {
      let at = 0
      while (at < chunk.length) {
        if (body > 0) {
          const skipped = Math.min(body, chunk.length - at)
          body -= skipped
          at += skipped
          continue
        }
        const byte = chunk[at++] as number
        if (header === 0) {
          header = 1
          length = 0
          continue
        }
        length += (byte & 127) * 128 ** (header - 1)
        header++
        if ((byte & 128) !== 0 && header < 5) continue
        if (header + length > limit) return header + length
        body = length
        header = 0
      }
      return undefined
    },
  }
}
