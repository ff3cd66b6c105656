import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'

/** Benchmarks by name; each is loaded only when asked for. */
const benches: Record<string, () => Promise<Bench>> = {
  ingest: async () => (await import('./ingest.ts')).ingestBench,
  live: async () => (await import('./live.ts')).liveBench,
  gateway: async () => (await import('./gateway.ts')).gatewayBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    broker: { type: 'string', default: 'aedes' },
    seconds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
})
const say = (line: string) => process.stderr.write(`${line}\n`)
const load = benches[positionals[0] ?? '']
if (!load) {
  say(
    `usage: npm run bench -- <${Object.keys(benches).join('|')}> [--broker aedes|mosquitto] [--seconds N] [--clients N] [--rate N] [--json]`,
  )
  process.exitCode = 2
} else {
  const bench = await load()
  const { result, broken } = await bench({
    broker: values.broker,
    seconds: Number(values.seconds),
    clients: Number(values.clients),
    rate: Number(values.rate),
    say: values.json ? () => {} : say,
  })
  process.stdout.write(
    `${values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2)}\n`,
  )
  for (const promise of broken) say(`promise broken: ${promise}`)
  if (broken.length > 0) process.exitCode = 1
}
