import { readdirSync, readFileSync } from 'node:fs'

const pageBytes = 4096
const MiB = 1024 * 1024

/** Resident memory that a process shares with no other, in MiB (proc(5): statm). 0 when it is gone. */
export function privateMiB(pid: number): number {
  try {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8')
      .split(' ')
      .map(Number)
    return ((resident - shared) * pageBytes) / MiB
  } catch {
    return 0
  }
}

/** The processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid)
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
