import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { brokerKinds } from '../stack/broker.ts'
import { runChaos } from './run-chaos.ts'

const usage = `npm run chaos -- [--scenario ingest] [--broker aedes|mosquitto] [--seconds 60] [--seed N] [--gateways 4] [--json]

Kills and cuts gateways, broker, ingest and database at random and compares what devices had acknowledged with what
the database holds. The same seed gives the same plan. Ends with code 1 when anything was lost or doubled.
`

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'ingest' },
    broker: { type: 'string', default: 'aedes' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    gateways: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const broker = brokerKinds.find((kind) => kind === values.broker)
const [seconds, seed, gateways] = [values.seconds, values.seed, values.gateways].map(Number)

if (values.help) process.stdout.write(usage)
else if (
  !broker ||
  !seconds ||
  seed === undefined ||
  Number.isNaN(seed) ||
  !gateways ||
  values.scenario !== 'ingest'
) {
  process.stderr.write(usage)
  process.exitCode = 2
} else {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-chaos-'))
  const logFile = createWriteStream(join(folder, 'processes.log'))
  process.stderr.write(`seed ${seed}; the processes' log is ${logFile.path}\n`)
  const result = await runChaos({
    broker,
    seconds,
    seed,
    gateways,
    folder,
    log: (record) => logFile.write(`${JSON.stringify(record)}\n`),
    tell: (line) => process.stderr.write(`${line}\n`),
  })
  if (result.ok) rmSync(folder, { recursive: true, force: true })
  else process.exitCode = 1
  process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`)
}
