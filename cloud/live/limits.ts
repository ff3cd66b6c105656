/** What one page, and all of them together, may ask of a live node (PK-085). */
export interface LiveLimits {
  /** Connections at once, in all and from one address. A reverse proxy is one address. */
  sockets: number
  socketsPerAddress: number
  /** Lots one page may watch. */
  rooms: number
  /** Joins a page may ask for per second, on average and at once. */
  joinRate: number
  joinBurst: number
  /** Largest message from a page, in bytes. */
  messageBytes: number
  /** What may wait for a page that reads too slowly, in frames and characters; then it leaves its rooms. */
  backlogFrames: number
  backlogChars: number
  /** A page that answers no ping for this long is gone, in ms. */
  pingIntervalMs: number
  pingTimeoutMs: number
  /** Shortest time between two deltas of a lot, and between two frames of city counts, in ms. */
  lotWindowMs: number
  cityTickMs: number
  /** How often counts age without events, and how often the database is asked whether a delta was missed, in ms. */
  recountMs: number
  auditMs: number
}

export const defaultLiveLimits: LiveLimits = {
  sockets: 20_000,
  socketsPerAddress: 5_000,
  rooms: 16,
  joinRate: 5,
  joinBurst: 40,
  messageBytes: 4_096,
  backlogFrames: 256,
  backlogChars: 1_000_000,
  pingIntervalMs: 15_000,
  pingTimeoutMs: 10_000,
  lotWindowMs: 100,
  cityTickMs: 250,
  recountMs: 2_000,
  auditMs: 10_000,
}
