import type { Ack } from '#contracts/mqtt/ack.ts'
import { boundedRanges, type ClaimedStream } from './group.ts'
import { unite } from './received.ts'
import type { UnreadableUplink } from './uplink.ts'

/** What a gateway is told after the commit. */
export interface Answer {
  lot: string
  ack: Ack
}

/** Most entries of one kind in one acknowledgement (contracts/mqtt/ack.ts). */
const mostRejected = 500
const mostNacks = 100

/** The committed ranges of a stream, with what was refused for good (PK-060). */
export function ackOf(stream: ClaimedStream): Answer {
  const held = unite(stream.row.received, stream.claims.added())
  return {
    lot: stream.lot,
    ack: {
      v: 1,
      epoch: stream.row.epoch,
      ranges: boundedRanges(held, stream.spans).map(([from, to]) => [from, to]),
      rejected: stream.rejected.slice(0, mostRejected),
      nack: [],
    },
  }
}

/** The payloads whose envelope could not be read, by lot (PK-063). */
export function nacksOf(unreadable: UnreadableUplink[]): Answer[] {
  const byLot = new Map<string, Ack['nack']>()
  for (const { lot, sha256, refusal, nack } of unreadable) {
    if (!nack) continue
    byLot.set(lot, [...(byLot.get(lot) ?? []), { sha256, code: refusal.code }])
  }
  return [...byLot].map(([lot, nack]) => ({
    lot,
    ack: { v: 1, ranges: [], rejected: [], nack: nack.slice(0, mostNacks) },
  }))
}
