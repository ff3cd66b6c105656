import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process as written down: its number alone is not enough, for numbers are used again. */
export interface ProcessIdentity {
  pid: number
  /** When it started, in the system's own unit. */
  started: string
}

/** Who runs under `pid` now; undefined when nobody does, or only a corpse that nobody has waited for. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') return fromProc(pid)
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return { pid, started: started.trim() }
  } catch {
    return undefined
  }
}

/** Whether the very process that was written down still runs. */
export function runs(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started
}

/** /proc/{pid}/stat: after the name in brackets, field 1 is the state and field 20 the start time (proc(5)). */
function fromProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return { pid, started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
