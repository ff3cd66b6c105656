import type { GatewayStatus } from '#contracts/mqtt/status.ts'

/** Whether a lot's gateway is there, and by which connection it last said so. */
export interface GatewayPresence {
  gateway: 'never' | 'online' | 'offline'
  /** ULID of the connection, which orders connections by when they were made. */
  connection: string | null
}

/**
 * The presence after a birth or a will, or undefined when it changes nothing. A late will of an older connection does
 * not end a newer one; the will of a newer one whose birth was missed does (PK-070).
 */
export function presenceAfter(
  before: GatewayPresence,
  status: Pick<GatewayStatus, 'state' | 'conn'>,
): GatewayPresence | undefined {
  const { connection } = before
  if (status.state === 'offline' && connection !== null && status.conn < connection) {
    return undefined
  }
  if (before.gateway === status.state && connection === status.conn) return undefined
  return { gateway: status.state, connection: status.conn }
}
