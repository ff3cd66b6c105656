import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** A program that can be killed and started again. */
export function restartable(options: {
  command: string
  args: readonly string[]
  env?: Record<string, string>
  /** Printed when the program is ready. */
  ready: RegExp
}) {
  let child: ChildProcess | undefined
  let output = ''

  const start = async () => {
    const from = output.length
    const started = spawn(options.command, options.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.env && { env: { ...options.env } }),
    })
    child = started
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        started.kill('SIGKILL')
        reject(new Error(`${options.command} was not ready in time:\n${output.slice(from)}`))
      }, 15_000)
      const heard = (chunk: Buffer) => {
        output += chunk.toString()
        if (!options.ready.test(output.slice(from))) return
        clearTimeout(late)
        resolve()
      }
      started.stdout?.on('data', heard)
      started.stderr?.on('data', heard)
      started.once('error', reject)
      started.once('exit', (code) => {
        clearTimeout(late)
        reject(new Error(`${options.command} ended with ${code}:\n${output.slice(from)}`))
      })
    })
  }
  const end = async (signal: NodeJS.Signals) => {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const ended = once(running, 'exit')
    running.kill(signal)
    await ended
  }
  return { start, end, output: () => output, pid: () => child?.pid }
}
