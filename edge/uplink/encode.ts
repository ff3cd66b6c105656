import { type Batch, batchLimits, type Gap } from '#contracts/mqtt/batch.ts'

/** A batch's envelope without its events. */
export type Envelope = Omit<Batch, 'v' | 'from' | 'to' | 'ev' | 'gaps' | 'lot'> & { lot: string }

export interface EncodedBatch {
  payload: string
  /** How many of the events fitted, from the first on. */
  taken: number
}

/** Room for envelope and commas, bytes. */
const envelopeRoom = 1024

/**
 * Joins events that are JSON already into a batch of at most 64 KiB (PK-030). The first event always fits: an event is
 * bounded by the packet limit of the in-lot broker. `events` ascend by `s`; `gaps` come first into the room.
 */
export function encodeBatch(
  envelope: Envelope,
  events: readonly { seq: number; json: string }[],
  gaps: readonly Gap[],
): EncodedBatch {
  const declared = JSON.stringify(gaps)
  let room = batchLimits.bytes - envelopeRoom - Buffer.byteLength(declared)
  let taken = 0
  for (const { json } of events) {
    const size = Buffer.byteLength(json) + 1
    if (size > room && taken > 0) break
    room -= size
    taken++
  }
  const sent = events.slice(0, taken)
  const numbers = [...sent.map((e) => e.seq), ...gaps.flatMap((g) => [g.from, g.to])]
  const { lot, epoch, boot, stream, sentAt, clock } = envelope
  const head = JSON.stringify({
    v: 1,
    lot,
    epoch,
    boot,
    stream,
    from: Math.min(...numbers),
    to: Math.max(...numbers),
    sentAt,
    clock,
  })
  const payload = `${head.slice(0, -1)},"ev":[${sent.map((e) => e.json).join(',')}],"gaps":${declared}}`
  return { payload, taken }
}
