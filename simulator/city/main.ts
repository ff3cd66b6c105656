import { resolve } from 'node:path'
import { isStartedByNpm } from '../config.ts'
import { buildPrograms } from '../stack/programs.ts'
import { type City, secretsFile, startCity } from './city.ts'
import { buildDashboard } from './dashboard.ts'
import { type CityOptions, help, parseOptions } from './options.ts'
import { soak } from './soak.ts'
import { terminalLog, whereToLook, withoutPast } from './terminal.ts'

const stopping = new AbortController()
let city: City | undefined

await main()

async function main(): Promise<void> {
  let options: CityOptions | 'help'
  try {
    options = parseOptions(process.argv.slice(2))
  } catch (error) {
    return fail(error)
  }
  if (options === 'help') {
    process.stdout.write(`${help}\n`)
    return
  }
  stopOnSignals()
  try {
    await run({ ...options, data: resolve(options.data) })
  } catch (error) {
    if (!stopping.signal.aborted) fail(error)
  }
}

async function run(options: CityOptions): Promise<void> {
  const begun = Date.now()
  const say = (text: string) => process.stdout.write(text)
  say(`Parkade starts in ${options.data}\n`)
  await buildPrograms()
  const dashboardFolder = await buildDashboard()
  stopping.signal.throwIfAborted()
  const log = withoutPast(terminalLog(process.stdout, options.logLevel))
  city = await startCity({ ...options, dashboardFolder }, log, stopping.signal)
  const { lots, stack } = city
  const slots = lots.reduce((sum, lot) => sum + lot.description.slots.length, 0)
  const tookMs = Date.now() - begun
  const where = { url: stack.url(), secretsFile: secretsFile(options.data) }
  say(whereToLook({ ...where, lots: lots.length, slots, tookMs }))
  if (options.soakSeconds > 0) void soak(stack, options.soakSeconds * 1_000, stopping.signal, say)
  await stopped()
  say('\nEnding every process …\n')
  await city[Symbol.asyncDispose]()
  say('All ended.\n')
}

function stopped(): Promise<void> {
  if (stopping.signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The first signal asks for a clean end, the second takes no more time. npm's own end counts as the first. */
function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) return stopping.abort()
      for (const service of city?.stack.supervisor.services() ?? []) void service.kill('SIGKILL')
    })
  }
  if (!isStartedByNpm()) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid !== parent) stopping.abort()
  }, 1_000)
  watch.unref()
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
