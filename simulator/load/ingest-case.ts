import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ulid } from 'ulid'
import { type BrokerKind, startBroker } from '../stack/broker.ts'
import { startChild } from '../stack/child.ts'
import { type Cloud, cloudUsers, startCloud } from '../stack/cloud.ts'
import type { LogRecord } from '../stack/log.ts'
import { projectFolder } from '../stack/programs.ts'
import { openSecrets } from '../stack/secrets.ts'
import { openSupervisor } from '../stack/supervisor.ts'
import { childrenCpuMs, cpuMs } from './cpu-time.ts'
import type { GeneratorOrder, GeneratorReport } from './ingest-generator-main.ts'
import type { LoadStore } from './store.ts'

/** One measurement: how gateways send, and how many ingest workers take it. */
export interface IngestCase {
  eventsPerMessage: number
  gateways: number
  workers: number
}

export interface CaseResult {
  eventsPerSecond: number
  lost: number
  duplicated: number
  resent: number
  ackLatencyMs: { p50: number; p99: number }
  /** Processor time per event while measuring: what the machine must have for it, whoever else it works for. */
  cpuMicrosPerEvent: Record<'generator' | 'broker' | 'ingest' | 'database', number>
}

export interface CaseOptions {
  folder: string
  broker: BrokerKind
  store: LoadStore
  /** The server's process. */
  serverPid: number
  /** Name of the seeded database to clone. */
  seeded: string
  lots: readonly string[]
  slots: number
  seconds: number
  /** Lines of the processes worth showing. */
  complain: (line: string) => void
}

const warmUpMs = 3_000

/** Generator → broker → ingest processes → database: what was acknowledged per second, and whether all is there once. */
export async function measureCase(the: IngestCase, options: CaseOptions): Promise<CaseResult> {
  const { store, seconds } = options
  const name = `case_${the.eventsPerMessage}_${the.workers}`
  await store.drop(name)
  const databaseUrl = await store.clone(name, options.seeded)
  const folder = join(options.folder, name)
  mkdirSync(folder, { recursive: true })
  const log = (record: LogRecord) => {
    if (['warn', 'error', 'fatal'].includes(record.level)) {
      options.complain(`${record.process}: ${record.message} ${JSON.stringify(record.facts)}`)
    }
  }
  await using supervisor = await openSupervisor({ folder, log })
  const secrets = openSecrets(join(folder, 'secrets.json'))
  const lots = options.lots.slice(0, the.gateways)
  const gateways = lots.map((lot) => ({ lot, password: secrets.get(lot), epoch: ulid() }))
  const users = gateways.map(({ lot, password }) => ({
    user: lot,
    role: 'gateway' as const,
    password,
  }))
  const broker = await startBroker(supervisor, {
    users: [...cloudUsers(secrets), ...users],
    kind: options.broker,
  })
  const workers: Cloud[] = []
  for (let worker = 1; worker <= the.workers; worker++) {
    const started = await startCloud(supervisor, {
      name: `ingest-${worker}`,
      roles: ['ingest'],
      databaseUrl,
      broker,
      secrets,
    })
    workers.push(started)
  }
  const spent = () => ({
    broker: cpuMs(broker.service.pid()),
    ingest: workers.reduce((sum, worker) => sum + cpuMs(worker.service.pid()), 0),
    database: childrenCpuMs(options.serverPid),
  })
  let before = spent()
  let after = before
  const onLine = (message: string) => {
    if (message === 'measuring') before = spent()
    if (message === 'measured') after = spent()
  }
  const report = await runProgram<GeneratorReport>(
    'simulator/load/ingest-generator-main.ts',
    folder,
    {
      port: broker.port(),
      gateways,
      slots: options.slots,
      eventsPerMessage: the.eventsPerMessage,
      warmUpMs,
      measureMs: seconds * 1000,
    } satisfies GeneratorOrder,
    onLine,
  )
  await supervisor.close()
  const perEvent = (ms: number) => Math.round((ms * 10_000) / Math.max(1, report.acked)) / 10
  const { stored, distinct } = await store.count(name)
  await store.drop(name)
  return {
    eventsPerSecond: Math.round((report.acked * 1000) / report.measuredMs),
    lost: report.sent - distinct,
    duplicated: stored - distinct,
    resent: report.resent,
    ackLatencyMs: {
      p50: Math.round(report.ackLatencyMs.p50),
      p99: Math.round(report.ackLatencyMs.p99),
    },
    cpuMicrosPerEvent: {
      generator: perEvent(report.cpuMs),
      broker: perEvent(after.broker - before.broker),
      ingest: perEvent(after.ingest - before.ingest),
      database: perEvent(after.database - before.database),
    },
  }
}

/** Batches the reference replays per measurement. */
const referenceBatches = 80

/** The same rows through the same statements by the bare driver, on databases that began equal. */
export async function measureReference(
  the: IngestCase,
  options: CaseOptions,
): Promise<{ eventsPerSecond: number }> {
  const { store } = options
  const urls: string[] = []
  for (const name of ['reference_record', 'reference_replay']) {
    await store.drop(name)
    urls.push(await store.clone(name, options.seeded))
  }
  const folder = join(options.folder, 'reference')
  mkdirSync(folder, { recursive: true })
  const report = await runProgram<{ eventsPerSecond: number }>(
    'cloud/testing/ingest-reference-main.ts',
    folder,
    {
      recordUrl: urls[0],
      replayUrl: urls[1],
      lots: options.lots.slice(0, the.gateways),
      slots: options.slots,
      eventsPerMessage: the.eventsPerMessage,
      connections: the.workers,
      batches: referenceBatches,
    },
  )
  for (const name of ['reference_record', 'reference_replay']) await store.drop(name)
  return { eventsPerSecond: Math.round(report.eventsPerSecond) }
}

/** Runs a program of ours with `order` in a file; resolves to the facts of the line it ends with. */
export async function runProgram<T>(
  source: string,
  folder: string,
  order: unknown,
  onLine: (message: string) => void = () => {},
): Promise<T> {
  const file = join(folder, 'order.json')
  writeFileSync(file, JSON.stringify(order), { mode: 0o600 })
  let last: LogRecord | undefined
  const words: string[] = []
  const args = ['--import', import.meta.resolve('tsx'), join(projectFolder, source), file]
  const child = await startChild('load', { program: process.execPath, args }, (record) => {
    if (record.level === 'error') words.push(record.message)
    else {
      last = record
      onLine(record.message)
    }
  })
  const { code } = await child.exited
  if (code !== 0 || last === undefined) throw new Error(`${source} failed:\n${words.join('\n')}`)
  return last.facts as T
}
