import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Committed } from './service.ts'

/** What operators see of ingest. */
export interface IngestMetrics {
  committed: (result: Committed, messages: number, durationMs: number, lagMs: number) => void
  unknownLot: () => void
  databaseAway: () => void
}

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Registers ingest's metrics; without a registry nothing is kept. `depth` is the weight of what waits. */
export function ingestMetrics(registry: Registry | undefined, depth: () => number): IngestMetrics {
  if (registry === undefined) {
    return { committed: () => {}, unknownLot: () => {}, databaseAway: () => {} }
  }
  const registers = [registry]
  const name = (suffix: string) => `parkade_ingest_${suffix}`
  const counter = (suffix: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: name(suffix), help, labelNames, registers })
  const histogram = (suffix: string, help: string, buckets: number[]) =>
    new Histogram({ name: name(suffix), help, buckets, registers })

  const events = counter('events_total', 'Events stored, dead letters included')
  const duplicates = counter('duplicates_total', 'Events that were stored before')
  const letters = counter('dead_letters_total', 'Events and messages set aside', ['reason'])
  const strangers = counter('unknown_lot_total', 'Messages of lots that are not in the database')
  const away = counter('database_errors_total', 'Commits that failed for the database')
  const batch = histogram('batch_events', 'Events in one commit', [1, 10, 50, 100, 500, 1000, 5000])
  const duration = histogram('commit_seconds', 'Time of one commit', seconds)
  const lag = histogram('lag_seconds', 'From receipt to commit, of the oldest in a group', seconds)
  new Gauge({
    name: name('buffer_depth'),
    help: 'Events that wait for a commit',
    registers,
    collect() {
      this.set(depth())
    },
  })
  const owed = new Map<string, number>()
  new Gauge({
    name: name('holes'),
    help: 'Sequence numbers gateways owe below their highest',
    registers,
    collect() {
      this.set([...owed.values()].reduce((sum, count) => sum + count, 0))
    },
  })
  return {
    committed: (result, messages, durationMs, lagMs) => {
      events.inc(result.events)
      duplicates.inc(result.duplicates)
      for (const reason of result.letters) letters.inc({ reason })
      for (const { stream, count } of result.holes) {
        if (count > 0) owed.set(stream, count)
        else owed.delete(stream)
      }
      if (messages > 0) batch.observe(result.events + result.duplicates)
      duration.observe(durationMs / 1000)
      lag.observe(lagMs / 1000)
    },
    unknownLot: () => strangers.inc(),
    databaseAway: () => away.inc(),
  }
}
