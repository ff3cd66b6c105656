import type { Ranges } from '#contracts/rules/ranges.ts'
import { type Claims, claimsOn } from './received.ts'
import type { DeviceKey, GapRow, LotEntry, StreamRow } from './rows.ts'
import type { BatchUplink, ReadEvent } from './uplink.ts'

/** An event whose sequence number is new: it will be stored, or refused for good. */
export interface Accepted {
  lot: LotEntry
  epochNo: number
  uplink: BatchUplink
  read: ReadEvent
}

/** A stream with what a group of messages brought for it. */
export interface ClaimedStream {
  row: StreamRow
  lot: string
  claims: Claims
  /** Smallest and largest sequence number of each batch, for a bounded acknowledgement. */
  spans: [from: number, to: number][]
  rejected: { s: number; code: string }[]
}

export interface ClaimedGroup {
  accepted: Accepted[]
  gaps: { row: GapRow; lot: LotEntry; receivedAt: number }[]
  streams: Map<string, ClaimedStream>
}

export function streamKey(lotId: number, epoch: string): string {
  return `${lotId} ${epoch}`
}

/** Takes from batches what is new, each sequence number once, whatever is resent (PK-061). */
export function claimGroup(
  batches: BatchUplink[],
  lots: Map<string, LotEntry>,
  streams: Map<string, StreamRow>,
): ClaimedGroup {
  const group: ClaimedGroup = { accepted: [], gaps: [], streams: new Map() }
  for (const uplink of batches) {
    const lot = lots.get(uplink.lot)
    const key = lot && streamKey(lot.lotId, uplink.epoch)
    const row = key === undefined ? undefined : streams.get(key)
    if (lot === undefined || key === undefined || row === undefined) continue
    const stream = group.streams.get(key) ?? {
      row,
      lot: lot.lot,
      claims: claimsOn(row.received),
      spans: [],
      rejected: [],
    }
    group.streams.set(key, stream)
    stream.spans.push(spanOf(uplink))
    for (const gap of uplink.gaps) {
      if (!stream.claims.claimRange(gap.from, gap.to)) continue
      const { from, to, reason, count } = gap
      const { lotId, epochNo } = row
      group.gaps.push({
        row: { lotId, epochNo, from, to, class: gap.class, reason, count },
        lot,
        receivedAt: uplink.receivedAt,
      })
    }
    for (const read of uplink.events) {
      if (stream.claims.claim(read.s)) {
        group.accepted.push({ lot, epochNo: row.epochNo, uplink, read })
      }
    }
  }
  return group
}

function spanOf(uplink: BatchUplink): [number, number] {
  let from = Number.MAX_SAFE_INTEGER
  let to = 0
  for (const { s } of uplink.events) {
    if (s < from) from = s
    if (s > to) to = s
  }
  for (const gap of uplink.gaps) {
    if (gap.from < from) from = gap.from
    if (gap.to > to) to = gap.to
  }
  return [from, to]
}

/** The device-made ids among new events; `repeats` are events whose id is already among them. */
export function deviceKeys(accepted: Accepted[]): { keys: DeviceKey[]; repeats: Set<Accepted> } {
  const keys: DeviceKey[] = []
  const repeats = new Set<Accepted>()
  const known = new Set<string>()
  for (const item of accepted) {
    if (!('event' in item.read) || item.read.event.id === undefined) continue
    const { id } = item.read.event
    const key = `${item.lot.lotId} ${id}`
    if (known.has(key)) repeats.add(item)
    else keys.push({ lotId: item.lot.lotId, id, epochNo: item.epochNo, seq: item.read.s })
    known.add(key)
  }
  return { keys, repeats }
}

/** Most ranges in one acknowledgement (contracts/mqtt/ack.ts). */
const mostRanges = 128

/**
 * What to acknowledge of a stream that holds `ranges`: all of it, or what concerns `spans` when there are too many
 * holes for one message.
 */
export function boundedRanges(ranges: Ranges, spans: [number, number][]): Ranges {
  if (ranges.length <= mostRanges) return ranges
  const concerned = ranges.filter(([from, to]) => spans.some((s) => s[0] <= to && s[1] >= from))
  return concerned.slice(0, mostRanges)
}
