import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrokerKind, brokerKinds } from '../stack/broker.ts'
import { startDatabase } from '../stack/database.ts'
import { buildPrograms } from '../stack/programs.ts'
import { openSupervisor } from '../stack/supervisor.ts'
import type { Bench, BenchOptions } from './bench.ts'
import {
  type CaseOptions,
  type CaseResult,
  type IngestCase,
  measureCase,
  measureReference,
  runProgram,
} from './ingest-case.ts'
import { openLoadStore } from './store.ts'

/** The promises of the ingest benchmark. */
const atLeast = { ratioAtFifty: 0.6, perSecondAtOne: 10_000 }
const slots = 200
const mostGateways = 500

type Measured = IngestCase & CaseResult & { reference: { eventsPerSecond: number }; ratio: number }

/** aedes has no shared subscriptions, so that a second worker would only get everything twice (iot.md §0.5). */
function casesOf(broker: BrokerKind): IngestCase[] {
  const workers = broker === 'aedes' ? [1] : [1, 2]
  return workers.flatMap((n) => [
    { eventsPerMessage: 1, gateways: mostGateways, workers: n },
    { eventsPerMessage: 50, gateways: 100, workers: n },
  ])
}

/**
 * A load generator that speaks the gateway's protocol → broker → ingest → embedded PostgreSQL, beside the same
 * statements for the same rows by the bare driver in batches of 1,000 with as many connections.
 */
export const ingestBench: Bench = async (options) => {
  const broker = brokerKinds.find((kind) => kind === options.broker)
  if (broker === undefined) throw new Error(`--broker is ${brokerKinds.join(' or ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'parkade-bench-'))
  try {
    await buildPrograms()
    const cases = await measureAll(folder, broker, options)
    const result = { bench: 'ingest', broker, cpus: cpus().length, seconds: options.seconds, cases }
    return { result, broken: cases.flatMap(brokenBy) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureAll(
  folder: string,
  broker: BrokerKind,
  { seconds, say }: BenchOptions,
): Promise<Measured[]> {
  await using supervisor = await openSupervisor({ folder: join(folder, 'server'), log: () => {} })
  const database = await startDatabase(supervisor)
  const url = database.url()
  await runProgram('cloud/testing/migrate-main.ts', folder, { url })
  const store = openLoadStore(url)
  const lots = Array.from({ length: mostGateways }, (_, i) => `load-${i + 1}`)
  const seeded = 'load_seeded'
  await store.seed(seeded, new URL(url).pathname.slice(1), lots, slots)
  const serverPid = Number(database.service.readyLine()?.facts['serverPid'])
  const common: CaseOptions = {
    folder,
    broker,
    store,
    serverPid,
    seeded,
    lots,
    slots,
    seconds,
    complain: say,
  }
  const measured: Measured[] = []
  for (const the of casesOf(broker)) {
    const { eventsPerMessage, gateways, workers } = the
    say(`${broker}: ${eventsPerMessage} per message, ${gateways} gateways, ${workers} worker(s)`)
    const reference = await measureReference(the, common)
    const result = await measureCase(the, common)
    const ratio = Math.round((result.eventsPerSecond / reference.eventsPerSecond) * 1000) / 1000
    const one = { ...the, ...result, reference, ratio }
    say(JSON.stringify(one))
    measured.push(one)
  }
  return measured
}

function brokenBy(the: Measured): string[] {
  const which = `${the.eventsPerMessage} per message, ${the.workers} worker(s)`
  const broken: string[] = []
  if (the.lost !== 0 || the.duplicated !== 0) broken.push(`${which}: nothing lost or doubled`)
  if (the.eventsPerMessage === 50 && the.ratio < atLeast.ratioAtFifty) {
    broken.push(`${which}: at least ${atLeast.ratioAtFifty} of the bare database`)
  }
  if (the.eventsPerMessage === 1 && the.eventsPerSecond < atLeast.perSecondAtOne) {
    broken.push(`${which}: at least ${atLeast.perSecondAtOne} events per second`)
  }
  return broken
}
