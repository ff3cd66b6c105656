import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Pool } from '../../db/pool.ts'
import type { Answer } from '../answers.ts'
import { commitAround } from '../bisect.ts'
import type { GroupBuffer } from '../buffer.ts'
import { type Directory, lotDirectory } from '../directory.ts'
import type { IngestMetrics } from '../metrics.ts'
import { type Committed, commitGroup } from '../service.ts'
import { readDirectory } from '../store.ts'
import type { Uplink } from '../uplink.ts'

export interface CommitterOptions {
  pool: Pool
  buffer: GroupBuffer<Uplink>
  log: Logger
  now: () => number
  metrics: IngestMetrics
  /** After each commit. */
  onCommitted: (answers: Answer[], told: boolean) => void
  /** The database has been away for `drainAfterMs`: stop the source. */
  onAway: () => void
  /** The database is back. */
  onBack: () => void
}

/** How long the database may be away before gateways are told to keep their events (protocol §6), in ms. */
export const drainAfterMs = 2_000
const retryMs = { first: 100, longest: 1_000 }

/** Commits what the buffer gives until it is closed. Groups wait while the database is away; none is given up. */
export async function runCommitter(options: CommitterOptions, signal: AbortSignal): Promise<void> {
  const { buffer, now, pool } = options
  const directory = lotDirectory((codes) => readDirectory(pool, codes), now)
  for (;;) {
    const group = await buffer.next()
    if (group === undefined) return
    const committed = await insist(options, directory, group, signal)
    if (committed === undefined) return
    const answers = committed.flatMap((c) => c.answers)
    if (answers.length > 0 || committed.some((c) => c.told)) {
      options.onCommitted(
        answers,
        committed.some((c) => c.told),
      )
    }
  }
}

/** Commits the group, however long the database is away; undefined when `signal` ends that. */
async function insist(
  options: CommitterOptions,
  directory: Directory,
  group: Uplink[],
  signal: AbortSignal,
): Promise<Committed[] | undefined> {
  const { log, now } = options
  let awaySince: number | undefined
  let wait = retryMs.first
  let drained = false
  while (!signal.aborted) {
    try {
      const committed = await commitOnce(options, directory, group)
      if (awaySince !== undefined) log.info({ forMs: now() - awaySince }, 'database is back')
      if (drained) options.onBack()
      return committed
    } catch (error) {
      options.metrics.databaseAway()
      if (awaySince === undefined) log.error({ err: error }, 'commit failed, database is away')
      awaySince ??= now()
      if (!drained && now() - awaySince >= drainAfterMs) {
        drained = true
        options.onAway()
      }
      await sleep(wait, undefined, { signal }).catch(() => {})
      wait = Math.min(retryMs.longest, wait * 2)
    }
  }
  return undefined
}

async function commitOnce(
  options: CommitterOptions,
  directory: Directory,
  group: Uplink[],
): Promise<Committed[]> {
  const { pool, log, now, metrics } = options
  const startedAt = now()
  const lots = await directory.resolve(group)
  for (const uplink of group) {
    if (uplink.kind === 'unreadable' || lots.has(uplink.lot)) continue
    metrics.unknownLot()
    log.warn({ lot: uplink.lot, topic: uplink.topic }, 'message of an unknown lot not stored')
  }
  const receivedAt = Math.min(...group.map((u) => u.receivedAt))
  return commitAround(
    group,
    async (uplinks) => {
      const result = await commitGroup(pool, lots, uplinks, now())
      const at = now()
      metrics.committed(result, uplinks.length, at - startedAt, at - receivedAt)
      for (const reason of result.letters) log.warn({ reason }, 'dead letter kept')
      return result
    },
    (uplink, error) => {
      log.error({ err: error, lot: uplink.lot, topic: uplink.topic }, 'message given up')
    },
  )
}
