import { batchLimits } from '#contracts/mqtt/batch.ts'
import { type Stream, streams } from '#contracts/mqtt/topics.ts'
import type { Ranges } from '#contracts/rules/ranges.ts'
import { type SeqMap, seqMap } from '../outbox/seq-map.ts'

/** Batches in flight per stream (protocol §4.5, PK-040). */
export const windows: Record<Stream, number> = { hot: 2, live: 4, backlog: 4 }

export interface SchedulerRules {
  resendMinMs: number
  resendMaxMs: number
  /** Events per second of the backlog. */
  backlogPerSecond: number
}

/** A batch that waits for the cloud's acknowledgement. Times in monotonic ms. */
export interface Flight {
  id: number
  stream: Stream
  seqs: number[]
  /** Starts of the gaps it declares. */
  gaps: number[]
  /** When it was first handed out; a stall is measured from here. */
  since: number
  dueAt: number
  tries: number
  nacks: number
}

/** What the gateway makes of a refused batch. */
export type Verdict = { kind: 'again' } | { kind: 'split' } | { kind: 'quarantine'; seq: number }

/**
 * Decides what goes to the cloud and when: pure but for its own memory. It knows sequence numbers only, does nothing
 * by itself, and gets the monotonic time (ms) with each call.
 */
export interface Scheduler {
  /** An event is on the disk and may be sent. */
  add: (seq: number, hot: boolean) => void
  addGap: (from: number, to: number) => void
  /** A connection begins: what is unacknowledged becomes hot or backlog, nothing is in flight (protocol §4.5). */
  connect: (now: number) => void
  /** The cloud drains: nothing is sent but one probing batch per `resendMaxMs`. */
  hold: (on: boolean, now: number) => void
  /** The next batch to send, already counted as in flight, or undefined. */
  next: (now: number) => Flight | undefined
  /** These of a batch did not fit and wait again. */
  putBack: (flight: Flight, seqs: readonly number[]) => void
  /** Batches whose acknowledgement is overdue, now counted as sent again. */
  overdue: (now: number) => Flight[]
  /** Returns the batches that are now wholly acknowledged. */
  acknowledged: (ranges: Ranges) => Flight[]
  /** The cloud could not read the batch. After three times it is split, a single event is quarantined (PK-046). */
  refused: (id: number, now: number) => Verdict
  /** Events that are no longer kept. Returns the batches that are thereby empty. */
  forget: (seqs: readonly number[]) => Flight[]
  flight: (id: number) => Flight | undefined
  flights: () => Iterable<Flight>
  /** When `next` or `overdue` may have something, monotonic ms; undefined: not before something happens. */
  wakeAt: (now: number) => number | undefined
}

const refusals = 3

/** A scheduler with nothing to send. */
export function createScheduler(rules: SchedulerRules): Scheduler {
  const waiting: Record<Stream, SeqMap> = { hot: seqMap(), live: seqMap(), backlog: seqMap() }
  /** Events that must travel alone, since a batch with them was refused. */
  const alone = new Set<number>()
  const gaps = new Map<number, number>()
  const gapsWaiting = new Set<number>()
  const flights = new Map<number, Flight>()
  let lastId = 0
  let held = false
  let probedAt = 0
  let credit = rules.backlogPerSecond
  let creditAt = 0

  const open = (stream: Stream) =>
    [...flights.values()].filter((f) => f.stream === stream).length < windows[stream]

  const refill = (now: number) => {
    const earned = ((now - creditAt) * rules.backlogPerSecond) / 1000
    credit = Math.min(Math.max(rules.backlogPerSecond, batchLimits.events), credit + earned)
    creditAt = now
  }

  const affordable = (stream: Stream) => {
    if (stream !== 'backlog') return batchLimits.events
    const wanted = Math.min(batchLimits.events, waiting.backlog.size)
    return credit >= wanted ? wanted : 0
  }

  const pick = (stream: Stream): number[] => {
    const from = waiting[stream].range(0, Number.MAX_SAFE_INTEGER, affordable(stream))
    const first = from[0]
    if (first === undefined) return []
    if (alone.has(first)) return [first]
    const stop = from.findIndex((seq) => alone.has(seq))
    return stop < 0 ? from : from.slice(0, stop)
  }

  const requeue = (flight: Flight, seqs: readonly number[]) => {
    for (const seq of seqs) waiting[flight.stream].set(seq, 1)
  }

  const finish = (done: Flight[]) => {
    for (const flight of done) flights.delete(flight.id)
    return done
  }

  const empty = () =>
    finish([...flights.values()].filter((f) => f.seqs.length === 0 && f.gaps.length === 0))

  return {
    add: (seq, hot) => waiting[hot ? 'hot' : 'live'].set(seq, 1),
    addGap(from, to) {
      gaps.set(from, to)
      gapsWaiting.add(from)
    },
    connect(now) {
      for (const flight of flights.values()) {
        requeue(flight, flight.seqs)
        for (const gap of flight.gaps) gapsWaiting.add(gap)
      }
      flights.clear()
      for (let s = waiting.live.next(0); s !== undefined; s = waiting.live.next(s)) {
        waiting.live.delete(s)
        waiting.backlog.set(s, 1)
      }
      creditAt = now
    },
    hold(on, now) {
      if (on && !held) probedAt = now
      held = on
    },
    next(now) {
      refill(now)
      if (held && (flights.size > 0 || now - probedAt < rules.resendMaxMs)) return undefined
      for (const stream of streams) {
        if (!open(stream)) continue
        const seqs = pick(stream)
        const declared = stream === 'hot' ? [...gapsWaiting].slice(0, batchLimits.events) : []
        if (seqs.length === 0 && declared.length === 0) continue
        for (const seq of seqs) waiting[stream].delete(seq)
        for (const gap of declared) gapsWaiting.delete(gap)
        if (stream === 'backlog') credit -= seqs.length
        if (held) probedAt = now
        const dueAt = now + rules.resendMinMs
        const flight = { stream, seqs, gaps: declared, since: now, dueAt, tries: 1, nacks: 0 }
        const numbered = { id: ++lastId, ...flight }
        flights.set(numbered.id, numbered)
        return numbered
      }
      return undefined
    },
    putBack(flight, seqs) {
      requeue(flight, seqs)
      const back = new Set(seqs)
      flight.seqs = flight.seqs.filter((seq) => !back.has(seq))
      if (flight.seqs.length === 0 && flight.gaps.length === 0) flights.delete(flight.id)
    },
    overdue(now) {
      const due = [...flights.values()].filter((f) => f.dueAt <= now)
      for (const flight of due) {
        const wait = Math.min(rules.resendMaxMs, rules.resendMinMs * 2 ** flight.tries)
        flight.tries++
        flight.dueAt = now + (held ? rules.resendMaxMs : wait)
      }
      return held ? due.slice(0, 1) : due
    },
    acknowledged(ranges) {
      const committed = (n: number) => ranges.some(([from, to]) => from <= n && n <= to)
      for (const flight of flights.values()) {
        flight.seqs = flight.seqs.filter((seq) => !committed(seq))
        flight.gaps = flight.gaps.filter((from) => {
          const to = gaps.get(from)
          return to !== undefined && !ranges.some((r) => r[0] <= from && to <= r[1])
        })
      }
      for (const [from, to] of gaps) {
        if (!ranges.some((r) => r[0] <= from && to <= r[1])) continue
        gaps.delete(from)
        gapsWaiting.delete(from)
      }
      for (const map of Object.values(waiting)) {
        for (const [from, to] of ranges) {
          for (let s = map.next(from, to); s !== undefined; s = map.next(s, to)) map.delete(s)
        }
      }
      return empty()
    },
    refused(id, now) {
      const flight = flights.get(id)
      if (!flight) return { kind: 'again' }
      flight.nacks++
      if (flight.nacks < refusals) {
        flight.dueAt = now + rules.resendMinMs
        return { kind: 'again' }
      }
      const [only] = flight.seqs
      if (flight.seqs.length === 1 && only !== undefined && flight.gaps.length === 0) {
        flights.delete(id)
        alone.delete(only)
        return { kind: 'quarantine', seq: only }
      }
      for (const seq of flight.seqs) alone.add(seq)
      requeue(flight, flight.seqs)
      for (const gap of flight.gaps) gapsWaiting.add(gap)
      flights.delete(id)
      return { kind: 'split' }
    },
    forget(seqs) {
      const gone = new Set(seqs)
      for (const seq of gone) {
        for (const map of Object.values(waiting)) map.delete(seq)
        alone.delete(seq)
      }
      for (const flight of flights.values()) {
        flight.seqs = flight.seqs.filter((seq) => !gone.has(seq))
      }
      return empty()
    },
    flight: (id) => flights.get(id),
    flights: () => flights.values(),
    wakeAt(now) {
      refill(now)
      const times = [...flights.values()].map((f) => f.dueAt)
      const idle = Object.values(waiting).every((m) => m.size === 0) && gapsWaiting.size === 0
      if (held && !idle) times.push(probedAt + rules.resendMaxMs)
      if (!held && waiting.backlog.size > 0 && open('backlog')) {
        const missing = Math.min(batchLimits.events, waiting.backlog.size) - credit
        times.push(now + Math.max(0, (missing * 1000) / rules.backlogPerSecond))
      }
      return times.length === 0 ? undefined : Math.min(...times)
    },
  }
}
