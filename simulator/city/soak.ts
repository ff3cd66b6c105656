import { setInterval as every } from 'node:timers/promises'
import type { Stack } from '../stack/stack.ts'
import { childrenOf, privateMiB } from './memory.ts'
import { type Sample, slopeOf } from './slope.ts'

/** Samples before this many minutes are the start's, not the run's. */
const warmUpMinutes = 10
/** The oldest samples go beyond this number. */
const samplesKept = 10_000

/**
 * Prints one JSON line per interval: `soak` minutes since the start, MiB of memory per kind of process that nobody else
 * shares, and their sum; at the end how much each grows in MiB per hour, the first ten minutes left out. Needs Linux's
 * /proc; elsewhere it prints nothing.
 */
export async function soak(
  stack: Stack,
  everyMs: number,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  if (process.platform !== 'linux') return
  const started = Date.now()
  const samples = new Map<string, Sample[]>()
  try {
    for await (const _ of every(everyMs, undefined, { signal, ref: false })) {
      const minutes = (Date.now() - started) / 60_000
      const measured = measure(stack)
      if (minutes >= warmUpMinutes) note(samples, minutes / 60, measured)
      say(`${JSON.stringify({ soak: round(minutes), ...measured })}\n`)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  const growth = [...samples].map(([name, of]) => [name, round(slopeOf(of))])
  say(`${JSON.stringify({ soak: 'end', mibPerHour: Object.fromEntries(growth) })}\n`)
}

function note(
  samples: Map<string, Sample[]>,
  hours: number,
  measured: Record<string, number>,
): void {
  for (const [name, value] of Object.entries(measured)) {
    const kept = samples.get(name) ?? []
    kept.push({ at: hours, value })
    if (kept.length > samplesKept) kept.shift()
    samples.set(name, kept)
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
  const all = [...Object.entries(sums), ['total', total] as const]
  return Object.fromEntries(all.map(([name, mib]) => [name, round(mib)]))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
