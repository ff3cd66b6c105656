import { systemClock } from './clock.ts'
import { loadConfig } from './config.ts'
import { openLog } from './log.ts'
import { startCloud } from './roles.ts'

await main()

async function main(): Promise<void> {
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort('SIGTERM'))
  process.once('SIGINT', () => stop.abort('SIGINT'))
  try {
    const config = loadConfig()
    const log = openLog(config.logLevel)
    const cloud = await startCloud(config, { log, now: systemClock, signal: stop.signal })
    log.info({ port: cloud.port, roles: config.roles }, 'cloud ready')
    if (!stop.signal.aborted) {
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
    }
    log.info({ signal: stop.signal.reason }, 'cloud stopping')
    await cloud[Symbol.asyncDispose]()
    log.info({}, 'cloud stopped')
  } catch (error) {
    if (stop.signal.aborted) return
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  }
}
