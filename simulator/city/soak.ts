import { setInterval as every } from 'node:timers/promises'
import type { Stack } from '../stack/stack.ts'
import { childrenOf, privateMiB } from './memory.ts'

/**
 * Prints one JSON line per interval: MiB of memory per kind of process that nobody else shares, and their sum. Needs
 * Linux's /proc; elsewhere it prints nothing.
 */
export async function soak(
  stack: Stack,
  everyMs: number,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  if (process.platform !== 'linux') return
  const started = Date.now()
  const ticks = every(everyMs, undefined, { signal, ref: false })
  try {
    for await (const _ of ticks) {
      const minutes = Math.round((Date.now() - started) / 6_000) / 10
      say(`${JSON.stringify({ soak: minutes, ...measure(stack) })}\n`)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function measure(stack: Stack): Record<string, number> {
  const sums: Record<string, number> = { supervisor: privateMiB(process.pid) }
  const add = (name: string, pid: number) => {
    sums[name] = (sums[name] ?? 0) + privateMiB(pid)
  }
  for (const service of stack.supervisor.services()) {
    const pid = service.pid()
    if (pid !== undefined) add(service.name.split(' ')[0] ?? service.name, pid)
  }
  const server = Number(stack.database.service.readyLine()?.facts['serverPid'])
  for (const pid of [server, ...childrenOf(server)]) add('postgres', pid)
  const total = Object.values(sums).reduce((a, b) => a + b, 0)
  return Object.fromEntries(
    [...Object.entries(sums), ['total', total] as const].map(([name, mib]) => [
      name,
      Math.round(mib * 10) / 10,
    ]),
  )
}
