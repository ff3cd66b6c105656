import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { systemClock } from '../../edge/clock.ts'
import { readConfig } from '../../edge/config.ts'
import { startGateway } from '../../edge/gateway.ts'

// The real gateway on a wall clock that jumps: its file says how far it is ahead, in milliseconds.
const config = readConfig()
const log = pino({ base: null, level: config.logLevel })
const file = join(config.dataFolder, '..', 'clock-ahead-ms')
let aheadMs = readAhead()
setInterval(() => {
  aheadMs = readAhead()
}, 50).unref()

const clock = { ...systemClock, now: () => systemClock.now() + aheadMs }
const gateway = await startGateway(config, { clock, log })
process.once('SIGTERM', () => void gateway[Symbol.asyncDispose]())

function readAhead(): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}
