import type { BrokerRole } from '#contracts/mqtt/acl.ts'

/** What one connection, and all of them together, may ask of the embedded broker (PK-006). */
export interface BrokerLimits {
  /** Largest packet, header included; the same as Mosquitto's `max_packet_size`. */
  packetBytes: number
  /** Largest packet before the sign-in, which is the CONNECT with its will. */
  connectBytes: number
  /** Connections at once. */
  connections: number
  /** New connections per second, on average and at once. */
  connectRate: number
  connectBurst: number
  /** Longest keepalive, in seconds; a connection without one is refused. */
  keepaliveSeconds: number
  /** Filters one connection may hold. */
  subscriptions: number
  /** How long a reader may take no bytes before it is cut off, in ms. */
  drainTimeoutMs: number
  /**
   * Bytes that may wait for a gateway or live reader that is slower than what is sent to it; then it misses messages.
   * Below the socket's high-water mark (`socketBytes`), from which on aedes would make every sender wait for it.
   */
  backlogBytes: number
  /** High-water mark of a socket, in bytes. */
  socketBytes: number
  /** Connections at once of one user; a newer one closes the oldest, which is most likely half-open. */
  connectionsPerUser: Record<BrokerRole, number>
  /** Messages per second that one connection may publish; above it the connection is read more slowly. */
  messagesPerSecond: Record<BrokerRole, number>
}

export const defaultLimits: BrokerLimits = {
  packetBytes: 256 * 1024,
  connectBytes: 8 * 1024,
  connections: 10_000,
  connectRate: 200,
  connectBurst: 2_000,
  keepaliveSeconds: 120,
  subscriptions: 32,
  drainTimeoutMs: 12_000,
  backlogBytes: 64 * 1024,
  socketBytes: 128 * 1024,
  connectionsPerUser: { gateway: 4, ingest: 64, live: 64 },
  messagesPerSecond: { gateway: 2_000, ingest: 100_000, live: 100 },
}
