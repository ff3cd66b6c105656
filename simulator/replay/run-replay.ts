import { openApi } from '../http.ts'
import { seeded, seedOf } from '../random.ts'
import type { BrokerKind } from '../stack/broker.ts'
import type { LogSink } from '../stack/log.ts'
import type { Stack } from '../stack/stack.ts'
import { compareLot, type Mismatch } from './compare.ts'
import type { CountSeries, Flag } from './count-series.ts'
import type { FileRow } from './counts-file.ts'
import { feed, pace } from './feed.ts'
import { tellProgress } from './progress.ts'
import { describeLot, drained, queuedEvents, startReplayStack } from './replay-stack.ts'
import { countSignals, shiftTo } from './slice.ts'

/** What to replay and how. */
export interface ReplayOptions {
  series: readonly CountSeries[]
  broker: BrokerKind
  /** The file's time runs so many times as fast as ours; `max` waits for nothing and tells few lots at once. */
  speed: number | 'max'
  /** Draws the slots that cars use. */
  seed: number
  /** For the processes' data; made when missing. */
  folder: string
  log: LogSink
  /** Progress in words. */
  tell: (line: string) => void
}

/** What came of it. Times are the file's own, in UTC. */
export interface ReplayResult {
  carParks: number
  /** plausible + flagged + duplicates + conflicting. */
  rows: number
  plausible: number
  flagged: { carPark: string; time: string; count: number; capacity: number; flag: Flag }[]
  /** Rows left out because the same row stands before them. */
  duplicates: number
  /** Rows left out because others with their stamp say otherwise. */
  conflicting: FileRow[]
  /** Plausible rows that the API was asked about. */
  compared: number
  /** Plausible rows it answered otherwise, and flagged rows it does not list or lists without reason. */
  mismatches: number
  /** The first of them. */
  mismatchExamples: Mismatch[]
  eventsSent: number
  /** From the first event sent to the last one committed. */
  seconds: number
  eventsPerSecond: number
  ok: boolean
}

/** A lot is told once another's events are all committed, so that few gateways share ingest. */
const lotsAtOnce = 6
/** How far back the last reading lies when the replay starts. */
const marginMs = 60_000
/** A queue may stand still for so long. */
const drainMs = 120_000

/** Tells gateways the whole story through their devices' port and compares what the API then says of the past. */
export async function runReplay(options: ReplayOptions): Promise<ReplayResult> {
  const { series, tell } = options
  await using stack = await startReplayStack(options)
  const api = openApi(stack.url(), stack.operatorToken)
  for (const one of series) await describeLot(api, one)
  const shiftMs = shiftTo(Date.now(), series, marginMs)

  let sent = 0
  const told = new AbortController()
  const committed = async () => sent - (await queuedEvents(stack.gateways.values()))
  const progress = tellProgress(sum(series, countSignals), committed, tell, told.signal)
  const begin = performance.now()
  await tellAll(options, stack, shiftMs, () => {
    sent += 1
  }).finally(() => told.abort())
  const seconds = (performance.now() - begin) / 1000
  await progress

  tell('everything is committed; comparing')
  const mismatches: Mismatch[] = []
  let compared = 0
  for (const one of series) {
    const comparison = await compareLot(api, one, shiftMs)
    compared += comparison.compared
    mismatches.push(...comparison.mismatches)
  }
  const rows = countRows(series)
  return {
    carParks: series.length,
    ...rows,
    compared,
    mismatches: mismatches.length,
    mismatchExamples: mismatches.slice(0, 20),
    eventsSent: sent,
    seconds: Math.round(seconds * 10) / 10,
    eventsPerSecond: Math.round(sent / seconds),
    ok: mismatches.length === 0 && compared === rows.plausible,
  }
}

async function tellAll(
  { series, seed, speed }: ReplayOptions,
  stack: Stack,
  shiftMs: number,
  acknowledged: () => void,
): Promise<void> {
  const until = pace(speed, Math.min(...series.map((one) => one.readings[0]?.at ?? 0)))
  // The longest stories first, so that none is left to go on alone.
  const waiting = [...series].sort((a, b) => countSignals(b) - countSignals(a))
  const tellNext = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const gateway = stack.gateways.get(one.lot)
      if (!gateway) throw new Error(`${one.lot} has no gateway`)
      const random = seeded(seedOf(seed, one.lot))
      await feed({ gateway, series: one, random, shiftMs, until, acknowledged })
      await drained(gateway, drainMs)
    }
  }
  const atOnce = speed === 'max' ? lotsAtOnce : series.length
  await Promise.all(Array.from({ length: atOnce }, tellNext))
}

function countRows(series: readonly CountSeries[]) {
  const flagged = series.flatMap(({ carPark, capacity, readings }) =>
    readings.flatMap(({ at, count, flag }) =>
      flag === null ? [] : [{ carPark, time: new Date(at).toISOString(), count, capacity, flag }],
    ),
  )
  const duplicates = sum(series, (one) => one.duplicates)
  const conflicting = series.flatMap((one) => one.conflicting)
  const readings = sum(series, (one) => one.readings.length)
  return {
    rows: readings + duplicates + conflicting.length,
    plausible: readings - flagged.length,
    flagged,
    duplicates,
    conflicting,
  }
}

function sum(series: readonly CountSeries[], of: (one: CountSeries) => number): number {
  return series.reduce((total, one) => total + of(one), 0)
}
