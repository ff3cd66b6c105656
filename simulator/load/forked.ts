import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A program of this folder as a process with messages both ways; it ends when it is disposed or we end. */
export interface Forked<Out extends object, In extends object> extends AsyncDisposable {
  send: (message: Out) => void
  /** The next message. Rejects when the process ends first or says nothing for `ms`. */
  next: (ms: number) => Promise<In>
}

export function forkProgram<Out extends object, In extends object>(
  file: string,
  args: readonly string[] = [],
): Forked<Out, In> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const heard: In[] = []
  let wake = () => {}
  child.on('message', (message) => {
    heard.push(message as In)
    wake()
  })
  child.once('exit', () => wake())
  return {
    send: (message) => child.send(message),
    next: async (ms) => {
      const stop = new AbortController()
      const late = sleep(ms, 'late', { signal: stop.signal }).catch(() => 'late')
      while (heard.length === 0) {
        if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`)
        const woken = new Promise<void>((resolve) => {
          wake = resolve
        })
        if ((await Promise.race([woken, late])) === 'late') throw new Error(`${file} is silent`)
      }
      stop.abort()
      return heard.shift() as In
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
