import { systemClock } from './clock.ts'
import { loadConfig } from './config.ts'
import { openLog } from './log.ts'
import { startCloud } from './roles.ts'

/** How long roles and connections may take to end after the last request, in ms. */
const lastResortMs = 5_000

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
    endAnyway(config.shutdownMs + lastResortMs)
    await cloud[Symbol.asyncDispose]()
    log.info({}, 'cloud stopped')
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  }
}

/** A database or broker that neither answers nor hangs up would keep the process for minutes. */
function endAnyway(afterMs: number): void {
  setTimeout(() => {
    process.stderr.write('Not everything ended in time.\n')
    process.exit(1)
  }, afterMs).unref()
}
