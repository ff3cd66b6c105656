import { Gap } from '#contracts/mqtt/batch.ts'
import { metaKey, numberOf, spanOf } from './keys.ts'
import { Meta, packEntry, type SheddingClass } from './records.ts'
import { type SeqMap, seqMap } from './seq-map.ts'
import { type Storage, StorageCorrupt } from './storage.ts'

/** What the disk holds, as the outbox keeps it in memory. */
export interface Loaded {
  meta: Meta
  /** Class and size of every event on the disk. */
  pending: SeqMap
  gaps: Map<number, Gap>
  /** Keys and values of events and gaps. */
  bytes: number
  deadLetters: { first: number; next: number; count: number }
}

/**
 * Reads a queue and counts this start in its boot counter, on the disk when the promise resolves. An empty queue gets
 * `newEpoch`; without that it must have an identity. Throws StorageCorrupt when records contradict each other.
 */
export async function loadQueue(storage: Storage, newEpoch?: string): Promise<Loaded> {
  const meta = await readMeta(storage, newEpoch)
  meta.boot++
  const loaded: Loaded = {
    meta,
    pending: seqMap(),
    gaps: new Map(),
    bytes: 0,
    deadLetters: { first: 1, next: 1, count: 0 },
  }
  for await (const [key, value] of storage.scan(spanOf('q!'))) {
    const seq = numberOf(key)
    if (seq > meta.lastSeq) throw new StorageCorrupt(`event ${seq} is above ${meta.lastSeq}`)
    loaded.pending.set(seq, packEntry(value[0] as SheddingClass, key.length + value.length))
    loaded.bytes += key.length + value.length
  }
  for await (const [key, value] of storage.scan(spanOf('g!'))) {
    loaded.gaps.set(numberOf(key), Gap.parse(JSON.parse(value)))
    loaded.bytes += key.length + value.length
  }
  for await (const [key] of storage.scan(spanOf('x!'))) {
    if (loaded.deadLetters.count === 0) loaded.deadLetters.first = numberOf(key)
    loaded.deadLetters.next = numberOf(key) + 1
    loaded.deadLetters.count++
  }
  await storage.batch([{ type: 'put', key: metaKey, value: JSON.stringify(meta) }], { sync: true })
  return loaded
}

async function readMeta(storage: Storage, newEpoch: string | undefined): Promise<Meta> {
  const [text] = await storage.getMany([metaKey])
  if (text !== undefined) {
    try {
      return Meta.parse(JSON.parse(text))
    } catch (cause) {
      throw new StorageCorrupt('the queue’s identity is unreadable', { cause })
    }
  }
  for await (const _ of storage.scan({ ...spanOf('q!'), limit: 1 })) {
    throw new StorageCorrupt('the queue has events but no identity')
  }
  if (newEpoch === undefined) throw new StorageCorrupt('the queue has lost its identity')
  return { epoch: newEpoch, boot: 0, lastSeq: 0 }
}
