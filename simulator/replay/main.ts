import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { brokerKinds } from '../stack/broker.ts'
import { countSeries } from './count-series.ts'
import { runReplay } from './run-replay.ts'
import { sliceOf } from './slice.ts'

const usage = `npm run replay -- birmingham [--speed N|max] [--lots N] [--days N] [--broker aedes|mosquitto] [--seed N] [--json]

Tells real gateways what 24 car parks of Birmingham counted in autumn 2016 and compares what the system then says of
every half hour with the file. Ends with code 1 when anything differs.
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    speed: { type: 'string', default: 'max' },
    lots: { type: 'string' },
    days: { type: 'string' },
    broker: { type: 'string', default: 'aedes' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const broker = brokerKinds.find((kind) => kind === values.broker)
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const speed = values.speed === 'max' ? 'max' : Number(values.speed)
const part = { lots: numberOf(values.lots), days: numberOf(values.days) }
const numbers = [part.lots ?? 1, part.days ?? 1, speed === 'max' ? 1 : speed]

if (
  positionals[0] !== 'birmingham' ||
  !broker ||
  !numbers.every((n) => n > 0) ||
  !Number.isInteger(Number(values.seed))
) {
  process.stderr.write(usage)
  process.exitCode = 2
} else {
  const file = new URL('../data/birmingham-2016.csv.gz', import.meta.url)
  const series = sliceOf(countSeries(gunzipSync(readFileSync(file)).toString()), part)
  const folder = mkdtempSync(join(tmpdir(), 'parkade-replay-'))
  const logFile = createWriteStream(`${folder}.log`)
  const result = await runReplay({
    series,
    broker,
    speed,
    seed: Number(values.seed),
    folder,
    log: (record) => logFile.write(`${JSON.stringify(record)}\n`),
    tell: (line) => process.stderr.write(`${line}\n`),
  }).finally(() => rmSync(folder, { recursive: true, force: true }))
  if (result.ok) rmSync(logFile.path)
  else process.exitCode = 1
  process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`)
}
