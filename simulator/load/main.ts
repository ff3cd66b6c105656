import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'

/** Benchmarks by name; each is loaded only when asked for. */
const benches: Record<string, () => Promise<Bench>> = {
  ingest: async () => (await import('./ingest.ts')).ingestBench,
  gateway: async () => (await import('./gateway.ts')).gatewayBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    broker: { type: 'string', default: 'aedes' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})
const say = (line: string) => process.stderr.write(`${line}\n`)
const load = benches[positionals[0] ?? '']
if (!load) {
  say(
    `usage: npm run bench -- <${Object.keys(benches).join('|')}> [--broker aedes|mosquitto] [--seconds N] [--json]`,
  )
  process.exitCode = 2
} else {
  const bench = await load()
  const { result, broken } = await bench({
    broker: values.broker,
    seconds: Number(values.seconds),
    say: values.json ? () => {} : say,
  })
  process.stdout.write(
    `${values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2)}\n`,
  )
  for (const promise of broken) say(`promise broken: ${promise}`)
  if (broken.length > 0) process.exitCode = 1
}
