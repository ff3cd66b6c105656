import { pino } from 'pino'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { startGateway } from './gateway.ts'

const log = pino({ base: null })
try {
  const config = readConfig()
  log.level = config.logLevel
  const gateway = await startGateway(config, { clock: systemClock, log })
  const stop = async () => {
    process.off('SIGTERM', stop).off('SIGINT', stop)
    await gateway[Symbol.asyncDispose]()
    log.info('gateway stopped')
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
} catch (error) {
  log.fatal({ err: error }, 'gateway could not start')
  process.exit(1)
}
