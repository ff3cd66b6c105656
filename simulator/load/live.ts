import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gridOf } from '../grid.ts'
import { openApi } from '../http.ts'
import { type BrokerKind, brokerKinds } from '../stack/broker.ts'
import { type Stack, startStack } from '../stack/stack.ts'
import type { Bench, BenchOptions } from './bench.ts'
import { cpuSeconds } from './cpu.ts'
import { forkProgram } from './forked.ts'
import type { BareOrder, FromPages, PagesFigures, PagesOrder, ToPages } from './live-messages.ts'
import { sensorPermit, startSensors } from './live-sensors.ts'

const lotCount = 20
const slotsPerLot = 60
/** One page in ten watches the city, the others a lot each. */
const cityShare = 0.1
const warmUpMs = 5_000
const patienceMs = 120_000
const longestP99Ms = 250

const lots = Array.from({ length: lotCount }, (_, i) => `bench-${i + 1}`)
const slots = Array.from({ length: slotsPerLot }, (_, i) => `S${i + 1}`)

/**
 * A slot's change at the device → gateway process → broker → ingest → database → relay → broker → live → the change at
 * every page that watches its lot. Beside it as many pages at a bare Socket.IO server that sends as many frames of the
 * same size, with nothing else running.
 */
export const liveBench: Bench = async (options) => {
  const { say } = options
  const load = loadavg()[0] ?? 0
  const folder = mkdtempSync(join(tmpdir(), 'parkade-bench-'))
  try {
    const pages = pagesOf(options.clients)
    const { figures, sentPerSecond, cpu } = await measureStack(folder, pages, options)
    const perSecond = figures.frames.count / (pages.lotPages / lotCount) / figures.seconds
    say(`the bare server: ${Math.round(perSecond)} frames of ${figures.frameBytes} bytes a second`)
    const bytes = figures.frameBytes
    const bare = await measureBare({ lots, framesPerSecond: perSecond, bytes }, pages, options)
    const expected = (sentPerSecond * figures.seconds * pages.lotPages) / lotCount
    const { p50, p99, max } = figures.changes
    const result = {
      bench: 'live',
      broker: options.broker,
      clients: options.clients,
      eventsPerSecond: Math.round(sentPerSecond),
      latencyMs: { p50, p99, max },
      /** The last part of the way: from the commit in the database. */
      afterCommitMs: {
        p50: figures.frames.p50,
        p99: figures.frames.p99,
        max: figures.frames.max,
      },
      /** Changes that pages heard, of those that were to be heard; what is under way at both ends counts at neither. */
      heard: Math.round((figures.changes.count / expected) * 10_000) / 10_000,
      changesPerSecond: Math.round(figures.changes.count / figures.seconds),
      framesPerSecond: Math.round(figures.frames.count / figures.seconds),
      frameBytes: figures.frameBytes,
      cityFramesPerPage: round(figures.cityFrames / pages.cityPages / figures.seconds),
      disturbed: figures.disturbed,
      reference: {
        latencyMs: { p50: bare.frames.p50, p99: bare.frames.p99, max: bare.frames.max },
        framesPerSecond: Math.round(bare.frames.count / bare.seconds),
      },
      ratio: {
        p50: round(p50 / Math.max(1, bare.frames.p50)),
        p99: round(p99 / Math.max(1, bare.frames.p99)),
      },
      cpu,
      // What else the machine had to do: above the number of cores the latencies are those of the others' work too.
      machine: { cores: cpus().length, loadBefore: round(load) },
      seconds: options.seconds,
    }
    const broken = [
      ...(p99 >= longestP99Ms ? [`p99 under ${longestP99Ms} ms`] : []),
      ...(figures.disturbed > 0 ? ['no page is disturbed'] : []),
      ...(Math.abs(result.heard - 1) > 0.02
        ? ['every change is heard by every page of its lot']
        : []),
    ]
    return { result, broken }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function pagesOf(clients: number): Omit<PagesOrder, 'url'> {
  const cityPages = Math.round(clients * cityShare)
  return { lots, lotPages: clients - cityPages, cityPages }
}

async function measureStack(
  folder: string,
  pages: Omit<PagesOrder, 'url'>,
  { broker, seconds, rate, say }: BenchOptions,
) {
  const kind = brokerKinds.find((one) => one === broker)
  if (kind === undefined) throw new Error(`--broker is ${brokerKinds.join(' or ')}`)
  say(`starting the stack with ${lotCount} gateways`)
  await using stack = await startBenchStack(folder, kind, say)
  const live = stack.cloud[1]
  if (!live) throw new Error('there is no live process')
  say(`${pages.lotPages + pages.cityPages} pages`)
  await using process = await openPages({ ...pages, url: live.url() })
  await using sensors = await startSensors(stack.gateways, slots, rate)
  await flowing(process)
  await sleep(warmUpMs)
  say(`${rate} changes a second for ${seconds} s`)
  const before = sensors.sent()
  const began = performance.now()
  const cpuBefore = cpuOf(stack)
  process.send({ measureMs: seconds * 1000 })
  const figures = await figuresOf(process)
  // On a busy machine the answer comes later than the measurement ended.
  const elapsed = (performance.now() - began) / 1000
  const sentPerSecond = (sensors.sent() - before) / elapsed
  const cpu = Object.fromEntries(
    Object.entries(cpuOf(stack)).map(([name, used]) => [
      name,
      round((used - (cpuBefore[name] ?? 0)) / elapsed),
    ]),
  )
  return { figures, sentPerSecond, cpu }
}

/** CPU seconds by kind of process; the gateways as one. PostgreSQL's own processes are not among them. */
function cpuOf(stack: Stack): Record<string, number> {
  const used: Record<string, number> = {}
  for (const service of stack.supervisor.services()) {
    const kind = service.name.split(' ')[0] ?? ''
    used[kind] = (used[kind] ?? 0) + cpuSeconds(service.pid())
  }
  return used
}

/** Waits until pages hear changes. Rejects when they hear none for a long time. */
async function flowing(process: Awaited<ReturnType<typeof openPages>>): Promise<void> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    process.send({ measureMs: 500 })
    if ((await figuresOf(process)).changes.count > 0) return
  }
  throw new Error('the pages hear nothing')
}

function startBenchStack(
  folder: string,
  kind: BrokerKind,
  say: BenchOptions['say'],
): Promise<Stack> {
  return startStack({
    folder,
    log: ({ level, process, message, facts }) => {
      if (level !== 'info' && level !== 'debug') {
        say(`${process}: ${message} ${JSON.stringify(facts)}`)
      }
    },
    broker: { kind },
    lots: lots.map((id) => ({ id, devices: [sensorPermit] })),
    cloud: [
      { name: 'cloud', roles: ['api', 'ingest', 'worker'] },
      { name: 'live', roles: ['live'] },
    ],
    gateway: { settings: { flapping: null } },
    beforeGateways: async ({ url, operatorToken }) => {
      const api = openApi(url, operatorToken)
      for (const lot of lots) {
        await api.putLot(lot, {
          name: lot,
          latitude: 49,
          longitude: 8.4,
          timeZone: 'Europe/Berlin',
          slots: gridOf(slots),
        })
      }
    },
  })
}

async function measureBare(
  order: BareOrder,
  pages: Omit<PagesOrder, 'url'>,
  { seconds }: BenchOptions,
): Promise<PagesFigures> {
  await using server = forkProgram<never, { port: number }>('live-bare-main.ts', [
    JSON.stringify(order),
  ])
  const { port } = await server.next(patienceMs)
  await using process = await openPages({ ...pages, url: `http://127.0.0.1:${port}` })
  await sleep(warmUpMs)
  process.send({ measureMs: seconds * 1000 })
  return await figuresOf(process)
}

async function openPages(order: PagesOrder) {
  const process = forkProgram<ToPages, FromPages>('live-pages-main.ts')
  process.send({ order })
  const answer = await process.next(patienceMs)
  if ('failed' in answer) {
    await process[Symbol.asyncDispose]()
    throw new Error(answer.failed)
  }
  return process
}

async function figuresOf(process: Awaited<ReturnType<typeof openPages>>): Promise<PagesFigures> {
  const answer = await process.next(patienceMs)
  if (!('figures' in answer)) throw new Error('the pages gave no figures')
  return answer.figures
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
