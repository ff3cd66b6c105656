import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { inheritedEnvironment } from '../config.ts'
import { type LogRecord, type LogSink, readLine } from './log.ts'

/** A program to run and what it is told. */
export interface Command {
  program: string
  args: readonly string[]
  /** Added to what every child inherits. */
  env?: Record<string, string>
}

/** How a process ended. */
export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** One run of a program. */
export interface Child {
  readonly pid: number
  readonly exited: Promise<Exit>
  /** Undefined while it runs. */
  readonly exit: () => Exit | undefined
  readonly kill: (signal: NodeJS.Signals) => void
}

/**
 * Starts a process whose lines go to `log`. It leads its own group, so that a Ctrl-C in the terminal reaches only the
 * supervisor, and holds the reading end of a pipe that closes with the supervisor.
 * @throws when the program cannot be started.
 */
export async function startChild(name: string, command: Command, log: LogSink): Promise<Child> {
  const child = spawn(command.program, command.args, {
    env: { ...inheritedEnvironment(), ...command.env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  const streams = [
    { stream: child.stdout, level: 'info' },
    { stream: child.stderr, level: 'error' },
  ] satisfies { stream: NodeJS.ReadableStream; level: LogRecord['level'] }[]
  for (const { stream, level } of streams) {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      if (line !== '') log(readLine(line, name, Date.now(), level))
    })
  }
  let ended: Exit | undefined
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = { code, signal }
      resolve(ended)
    })
  })
  return {
    pid: child.pid ?? 0,
    exited,
    exit: () => ended,
    kill: (signal) => child.kill(signal),
  }
}
