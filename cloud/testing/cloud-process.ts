import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { operatorToken } from './app.ts'

export interface CloudProcess extends AsyncDisposable {
  child: ChildProcess
  /** Resolves with the port when the process says that it is ready; rejects when it ends before. */
  ready: () => Promise<number>
  /** What it wrote to standard output so far. */
  output: () => string
  /** Resolves with the exit code and everything it wrote. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Starts `cloud/main.ts` as a process with nothing in its environment but `env`. Killed when disposed. */
export function cloudProcess(env: Record<string, string>): CloudProcess {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      HTTP_PORT: '0',
      OPERATOR_TOKEN_SHA256: createHash('sha256').update(operatorToken).digest('hex'),
      ...env,
    },
  })
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => lines.push(line))
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout: lines.join('\n'),
    stderr: errors,
  }))
  const ready = async () => {
    for (;;) {
      const line = lines.find((l) => l.includes('"msg":"cloud ready"'))
      if (line) return Number(JSON.parse(line).port)
      const next = await Promise.race([once(output, 'line'), ended])
      if ('code' in next) throw new Error(`the process ended before it was ready: ${next.stderr}`)
    }
  }
  return {
    child,
    ready,
    output: () => lines.join('\n'),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
