import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayConfigInput } from '../../edge/config.ts'
import { startChild } from '../stack/child.ts'
import type { LogRecord } from '../stack/log.ts'
import { buildPrograms, programCommand } from '../stack/programs.ts'
import { type BatchShape, measureStorage } from './bare-storage.ts'
import type { Bench } from './bench.ts'
import { type DeviceLoad, startDeviceLoad } from './device-load.ts'
import { percentile } from './percentile.ts'

const connections = 4
const window = 200
const warmUpMs = 2000
const startMs = 20_000

/** The promises of the gateway's benchmark. */
const atLeast = { eventsPerSecond: 5000, ratio: 0.3 }

/**
 * Devices → one gateway's disk → PUBACK, beside the bare storage library writing the same batches with sync by its
 * ordinary call, `db.batch(operations, { sync: true })`.
 */
export const gatewayBench: Bench = async ({ seconds, say }) => {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-bench-'))
  try {
    await buildPrograms()
    say(`${connections} connections with ${window} messages under way each, for ${seconds} s`)
    const gateway = await measureGateway(folder, seconds)
    const { records, bytes } = gateway.batch
    say(`the bare storage: batches of ${records} records, ${bytes} bytes, for ${seconds} s`)
    const reference = await measureStorage(join(folder, 'a'), gateway.batch, 'array', seconds)
    const chained = await measureStorage(join(folder, 'c'), gateway.batch, 'chained', seconds)
    const ratio = gateway.eventsPerSecond / reference
    const result = {
      bench: 'gateway',
      eventsPerSecond: Math.round(gateway.eventsPerSecond),
      ackLatencyMs: { p50: round(gateway.p50), p99: round(gateway.p99) },
      reference: { eventsPerSecond: Math.round(reference) },
      ratio: round(ratio),
      // The library's fastest way to write, which the gateway uses: what is left to gain.
      fastest: {
        eventsPerSecond: Math.round(chained),
        ratio: round(gateway.eventsPerSecond / chained),
      },
      batch: gateway.batch,
      connections,
      window,
      seconds,
    }
    const broken = [
      ...(gateway.eventsPerSecond < atLeast.eventsPerSecond
        ? [`at least ${atLeast.eventsPerSecond} events per second`]
        : []),
      ...(ratio < atLeast.ratio ? [`at least ${atLeast.ratio} of the bare storage`] : []),
    ]
    return { result, broken }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureGateway(folder: string, seconds: number) {
  const secret = 'bench'
  const devices = Array.from({ length: connections }, (_, i) => `device-${i}`)
  const gateway = await startGateway(folder, devices, secret)
  const loads: DeviceLoad[] = []
  try {
    for (const id of devices) {
      loads.push(await startDeviceLoad({ port: gateway.mqttPort, id, secret, window }))
    }
    await sleep(warmUpMs)
    for (const load of loads) load.latencies.length = 0
    const before = await gateway.figures()
    const began = performance.now()
    await sleep(seconds * 1000)
    const latencies = loads.flatMap((load) => load.latencies)
    const elapsed = (performance.now() - began) / 1000
    const after = await gateway.figures()
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    const commits = Math.max(1, grown('gateway_commits'))
    return {
      eventsPerSecond: latencies.length / elapsed,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      batch: {
        events: round(grown('gateway_accepted_events') / commits),
        records: round(grown('gateway_committed_records') / commits),
        bytes: round(grown('gateway_committed_bytes') / commits),
      } satisfies BatchShape,
    }
  } finally {
    for (const load of loads) load.end()
    await gateway.stop()
  }
}

async function startGateway(folder: string, devices: readonly string[], secret: string) {
  const settings: GatewayConfigInput = {
    lot: 'bench',
    dataFolder: join(folder, 'data'),
    // Nothing listens there: what is measured is the way from a device to the disk.
    cloud: { url: 'mqtt://127.0.0.1:9', username: 'bench', password: 'bench' },
    local: { host: '127.0.0.1', port: 0 },
    http: { host: '127.0.0.1', port: 0 },
    devices: devices.map((id) => ({
      id,
      secretSha256: createHash('sha256').update(secret).digest('hex'),
      publish: ['local/v1/slots/+/occupancy'],
    })),
    flapping: null,
    limits: { messagesPerSecond: 1_000_000 },
    disk: { maxBytes: 2 ** 40, freeFloorBytes: 0 },
  }
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'gateway.json')
  writeFileSync(file, JSON.stringify(settings))
  let sawReady: (line: LogRecord) => void = () => {}
  const ready = new Promise<LogRecord>((resolve) => {
    sawReady = resolve
  })
  const command = programCommand('edge', [], { GATEWAY_CONFIG: file })
  const child = await startChild('gateway', command, (line) => {
    if (line.message === 'gateway ready') sawReady(line)
  })
  const line = await Promise.race([ready, child.exited, sleep(startMs)])
  if (!line || !('facts' in line)) throw new Error('the gateway did not start')
  const metrics = `http://127.0.0.1:${line.facts['httpPort']}/metrics`
  return {
    mqttPort: Number(line.facts['mqttPort']),
    figures: async () => readMetrics(await (await fetch(metrics)).text()),
    async stop() {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

/** Prometheus text → values of the metrics without labels. */
function readMetrics(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => /^[a-z_]+ /.test(line))
  return new Map(lines.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
