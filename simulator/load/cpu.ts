import { readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** Seconds of CPU a process used so far, its ended children included; 0 where there is no /proc or no such process. */
export function cpuSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // proc(5): utime, stime, cutime and cstime, in clock ticks.
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond
  } catch {
    return 0
  }
}
