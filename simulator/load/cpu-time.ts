import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second (USER_HZ, time(7)). */
const tickMs = 10

/** Processor time used so far by a process, in ms; 0 where there is no /proc. */
export function cpuMs(pid: number | undefined): number {
  const fields = pid === undefined ? undefined : statOf(pid)
  return fields ? (Number(fields[11]) + Number(fields[12])) * tickMs : 0
}

/** The same for the children that `pid` has now: PostgreSQL works in one process per connection. */
export function childrenCpuMs(pid: number): number {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(statOf(Number(name))?.[1]) === pid)
      .reduce((sum, name) => sum + cpuMs(Number(name)), 0)
  } catch {
    return 0
  }
}

/** The fields of /proc/{pid}/stat after the name, which may hold anything (proc(5)). */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
