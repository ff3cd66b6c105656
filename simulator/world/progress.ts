import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Progress = z.record(z.string(), z.number())

/** Up to when each lot's happenings have been acknowledged, so that the next start goes on from there. */
export interface ProgressFile {
  readonly until: (lot: string) => number | undefined
  readonly note: (lot: string, until: number) => void
  /** Writes what was noted, whole or not at all. */
  readonly save: () => void
}

/** Opens the file; a missing or broken one is empty. */
export function openProgress(path: string): ProgressFile {
  const known = new Map(Object.entries(read(path)))
  return {
    until: (lot) => known.get(lot),
    note: (lot, until) => known.set(lot, until),
    save: () => {
      writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(known)))
      renameSync(`${path}.new`, path)
    },
  }
}

function read(path: string): Record<string, number> {
  try {
    return Progress.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
