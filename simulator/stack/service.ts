import { setTimeout as delay } from 'node:timers/promises'
import { type Child, type Command, type Exit, startChild } from './child.ts'
import type { LogRecord, LogSink } from './log.ts'

/** How to run one program for as long as the stack lives. */
export interface ServiceOptions {
  name: string
  /** Asked before each start, so that a restart can keep the ports of the first one. */
  command: (last: LogRecord | undefined) => Command
  /** The line that says it is ready. */
  ready: (record: LogRecord) => boolean
  /** A further check after that line, polled until it holds. */
  probe?: (ready: LogRecord) => Promise<boolean>
  /** Longest time from start to ready; default 60 s. */
  startMs?: number
  /** Longest time from SIGTERM to the end, then SIGKILL; default 10 s. */
  stopMs?: number
}

/** A program kept running: it is one process at a time. */
export interface Service {
  readonly name: string
  /** Undefined while it does not run. */
  readonly pid: () => number | undefined
  /** The line that said it was ready, of the last start. */
  readonly readyLine: () => LogRecord | undefined
  /** Resolves once it is ready; does nothing when it runs. @throws when it ends or is not ready in time. */
  readonly start: () => Promise<LogRecord>
  /** Ends it cleanly, or hard after its deadline; resolves when it is gone. */
  readonly stop: () => Promise<void>
  /** As a crash: resolves when it is gone. It stays away until `start`. Default SIGKILL. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>
  readonly restart: () => Promise<LogRecord>
}

/** What the supervisor is told. */
export interface ServiceEvents {
  log: LogSink
  /** A process began or ended. */
  changed: () => void
  /** It ended though nobody asked it to. */
  died: (exit: Exit) => void
  /** Aborted when nothing may be started any more. */
  closing: AbortSignal
}

/** A service that does not run yet. */
export function makeService(options: ServiceOptions, events: ServiceEvents): Service {
  let child: Child | undefined
  let starting: Promise<LogRecord> | undefined
  let lastReady: LogRecord | undefined
  let asked = false

  async function launch(): Promise<LogRecord> {
    asked = false
    events.closing.throwIfAborted()
    let sawReady: (record: LogRecord) => void = () => {}
    const readySeen = new Promise<LogRecord>((resolve) => {
      sawReady = resolve
    })
    const lastWords: string[] = []
    const run = await startChild(options.name, options.command(lastReady), (record) => {
      events.log(record)
      if (record.level === 'error' || record.level === 'fatal') {
        lastWords.push(record.message)
        if (lastWords.length > 20) lastWords.shift()
      }
      if (options.ready(record)) sawReady(record)
    })
    child = run
    if (events.closing.aborted) run.kill('SIGKILL')
    events.changed()
    const patience = new AbortController()
    const ended = run.exited.then((exit) => {
      child = undefined
      events.changed()
      const words = lastWords.map((line) => `\n  ${line}`).join('')
      throw new Error(`${options.name} ended before it was ready (${describeExit(exit)})${words}`)
    })
    const late = delay(options.startMs ?? 60_000, undefined, { signal: patience.signal }).then(
      () => {
        throw new Error(`${options.name} was not ready after ${options.startMs ?? 60_000} ms`)
      },
    )
    late.catch(() => {})
    try {
      const line = await Promise.race([readySeen, ended, late])
      await Promise.race([probed(line, patience.signal), ended, late])
      lastReady = line
      void run.exited.then((exit) => {
        if (!asked) events.died(exit)
      })
      return line
    } catch (error) {
      run.kill('SIGKILL')
      await run.exited
      throw error
    } finally {
      ended.catch(() => {})
      patience.abort()
    }
  }

  async function probed(line: LogRecord, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !((await options.probe?.(line)) ?? true)) await delay(50)
  }

  async function end(signal: NodeJS.Signals, patienceMs: number): Promise<void> {
    asked = true
    const run = child
    if (!run) return
    run.kill(signal)
    const hard = setTimeout(() => run.kill('SIGKILL'), patienceMs)
    await run.exited
    clearTimeout(hard)
  }

  const start = () => {
    if (child && lastReady && !starting) return Promise.resolve(lastReady)
    starting ??= launch().finally(() => {
      starting = undefined
    })
    return starting
  }
  const stop = () => end('SIGTERM', options.stopMs ?? 10_000)
  return {
    name: options.name,
    pid: () => child?.pid,
    readyLine: () => lastReady,
    start,
    stop,
    kill: (signal = 'SIGKILL') => end(signal, options.stopMs ?? 10_000),
    restart: async () => {
      await stop()
      return start()
    },
  }
}

/** `exit code 1` or `killed by SIGKILL`. */
export function describeExit(exit: Exit): string {
  return exit.signal ? `killed by ${exit.signal}` : `exit code ${exit.code}`
}
