import type { Gap } from '#contracts/mqtt/batch.ts'
import type { Observation } from '#contracts/mqtt/event.ts'
import type { Ranges } from '#contracts/rules/ranges.ts'
import { eventCache } from './event-cache.ts'
import { type DropReason, gapsOf } from './gaps.ts'
import { groupCommit } from './group-commit.ts'
import { deadLetterKey, eventKey, gapKey, metaKey } from './keys.ts'
import type { Loaded } from './load.ts'
import {
  type DeadLetter,
  encodeEvent,
  packEntry,
  type SheddingClass,
  unpackEntry,
} from './records.ts'
import type { Op, Storage } from './storage.ts'

/** The gateway's disk queue: owns every event until the cloud has committed it (protocol §1, §4). */
export interface Outbox extends AsyncDisposable {
  readonly epoch: string
  readonly boot: number
  /** Stages an event and returns its sequence number. It may be sent only after `commit` resolved. */
  add: (observation: Observation) => number
  /** Stages a state that must be there exactly when the events staged with it are. The object must not change. */
  put: (key: string, state: object) => void
  /** Stages a dead letter; beyond the bound the oldest goes. */
  deadLetter: (letter: DeadLetter) => void
  /** Resolves when what was staged is on the disk (fsync). Rejects when the disk could not take it. */
  commit: () => Promise<void>
  /** JSON of events; undefined where the event is no longer kept. */
  read: (seqs: readonly number[]) => Promise<(string | undefined)[]>
  /** Deletes what the cloud has committed: events in the ranges and gaps wholly inside. Returns how many events. */
  acknowledge: (ranges: Ranges) => number
  /** Gives events up on purpose and declares the gaps, in one batch. */
  drop: (seqs: readonly number[], reason: DropReason) => void
  /** Leaves out the next `count` numbers, declared as a gap. */
  skip: (count: number) => void
  /** Class and size of a kept event. */
  entry: (seq: number) => { class: SheddingClass; size: number } | undefined
  /** Kept events at or above `from`, ascending. */
  kept: (from: number, limit: number) => number[]
  gap: (from: number) => Gap | undefined
  gaps: () => Iterable<Gap>
  stats: () => OutboxStats
  /** Called after a commit with what may now be sent, and with gaps. */
  onReady: (listener: (events: readonly Ready[], gaps: readonly Gap[]) => void) => void
  /** Called with events that will not be sent any more. */
  onDropped: (listener: (seqs: readonly number[]) => void) => void
  storage: Storage
}

export interface Ready {
  seq: number
  class: SheddingClass
}

export interface OutboxStats {
  queued: number
  /** Bytes of kept events and gaps. */
  bytes: number
  deadLetters: number
  lastSeq: number
  commits: number
  committedOps: number
  committedBytes: number
}

export interface OutboxOptions {
  deadLetters: number
  /** Told once when the disk fails; the outbox then refuses everything and must be opened anew. */
  failed: (error: Error) => void
}

/** Runs a loaded queue. It owns the storage and closes it. */
export function runOutbox(storage: Storage, loaded: Loaded, options: OutboxOptions): Outbox {
  const { pending, gaps, deadLetters, meta } = loaded
  let { bytes } = loaded
  let writtenSeq = meta.lastSeq
  let committedSeq = meta.lastSeq
  let fresh: { events: Ready[]; gaps: Gap[] } = { events: [], gaps: [] }
  let flying = fresh
  const readyListeners: ((events: readonly Ready[], gaps: readonly Gap[]) => void)[] = []
  const dropListeners: ((seqs: readonly number[]) => void)[] = []
  const cache = eventCache(8 * 1024 * 1024)
  const stats = { commits: 0, committedOps: 0, committedBytes: 0 }

  const writer = groupCommit(storage, {
    before: () => {
      flying = fresh
      fresh = { events: [], gaps: [] }
      if (meta.lastSeq === writtenSeq) return []
      writtenSeq = meta.lastSeq
      return [{ type: 'put', key: metaKey, value: JSON.stringify(meta) }]
    },
    committed: (ops, size) => {
      stats.committedBytes += size
      stats.commits++
      stats.committedOps += ops
      committedSeq = writtenSeq
      const { events, gaps: declared } = flying
      flying = { events: [], gaps: [] }
      if (events.length + declared.length === 0) return
      for (const listener of readyListeners) listener(events, declared)
    },
    failed: options.failed,
  })
  const put = (key: string, value: string) => writer.stage({ type: 'put', key, value })
  const remove = (key: string) => writer.stage({ type: 'del', key } satisfies Op)

  const forget = (seq: number) => {
    bytes -= unpackEntry(pending.delete(seq)).size
    cache.delete(seq)
    remove(eventKey(seq))
  }

  const declare = (gap: Gap) => {
    const value = JSON.stringify(gap)
    gaps.set(gap.from, gap)
    bytes += gapKey(gap.from).length + value.length
    put(gapKey(gap.from), value)
    fresh.gaps.push(gap)
  }

  return {
    epoch: meta.epoch,
    boot: meta.boot,
    storage,
    add(observation) {
      const seq = ++meta.lastSeq
      const { class: kind, json } = encodeEvent(seq, observation)
      const key = eventKey(seq)
      const size = key.length + json.length + 1
      put(key, kind + json)
      pending.set(seq, packEntry(kind, size))
      bytes += unpackEntry(packEntry(kind, size)).size
      cache.set(seq, json)
      fresh.events.push({ seq, class: kind })
      return seq
    },
    put: writer.stageState,
    deadLetter(letter) {
      put(deadLetterKey(deadLetters.next++), JSON.stringify(letter))
      deadLetters.count++
      while (deadLetters.count > options.deadLetters) {
        remove(deadLetterKey(deadLetters.first++))
        deadLetters.count--
      }
    },
    commit: writer.commit,
    async read(seqs) {
      const found = seqs.map((seq) => cache.get(seq))
      const missing = seqs.filter((_, i) => found[i] === undefined)
      if (missing.length === 0) return found
      const values = await storage.getMany(missing.map(eventKey))
      const bySeq = new Map(missing.map((seq, i) => [seq, values[i]?.slice(1)]))
      return found.map((json, i) => json ?? bySeq.get(seqs[i] as number))
    },
    acknowledge(ranges) {
      let count = 0
      for (const [from, upTo] of ranges) {
        const to = Math.min(upTo, committedSeq)
        for (let seq = pending.next(from, to); seq !== undefined; seq = pending.next(seq, to)) {
          forget(seq)
          count++
        }
      }
      for (const gap of [...gaps.values()]) {
        if (!ranges.some(([from, to]) => from <= gap.from && gap.to <= to)) continue
        gaps.delete(gap.from)
        bytes -= gapKey(gap.from).length + JSON.stringify(gap).length
        remove(gapKey(gap.from))
      }
      writer.touch()
      return count
    },
    drop(seqs, reason) {
      const kept = seqs.filter((seq) => pending.get(seq) !== 0)
      const dropped = kept.map((seq) => ({ seq, class: unpackEntry(pending.get(seq)).class }))
      for (const seq of kept) forget(seq)
      const free = (from: number, to: number) => pending.next(from, to) === undefined
      for (const gap of gapsOf(dropped, reason, free)) declare(gap)
      for (const listener of dropListeners) listener(kept)
    },
    skip(count) {
      const from = meta.lastSeq + 1
      meta.lastSeq += count
      declare({ from, to: meta.lastSeq, class: 'A', reason: 'repaired', count })
    },
    entry: (seq) => (pending.get(seq) === 0 ? undefined : unpackEntry(pending.get(seq))),
    kept: (from, limit) => pending.range(from, meta.lastSeq, limit),
    gap: (from) => gaps.get(from),
    gaps: () => gaps.values(),
    stats: () => ({
      queued: pending.size,
      bytes,
      deadLetters: deadLetters.count,
      lastSeq: meta.lastSeq,
      ...stats,
    }),
    onReady: (listener) => void readyListeners.push(listener),
    onDropped: (listener) => void dropListeners.push(listener),
    async [Symbol.asyncDispose]() {
      await writer.idle()
      await storage.close()
    },
  }
}
