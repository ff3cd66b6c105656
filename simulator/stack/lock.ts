import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { identify, type ProcessIdentity, runs } from './identity.ts'

interface LockFile {
  supervisor: ProcessIdentity
  children: ProcessIdentity[]
}

/** The right to run processes on a data folder. */
export interface FolderLock {
  /** Writes down who our children are, so that the next start can end those we leave behind. */
  record: (pids: number[]) => void
  release: () => void
}

/** Another supervisor works on the folder. */
export class FolderInUse extends Error {
  override name = 'FolderInUse'
}

/**
 * Takes the folder for this process. When its last owner is dead, the children that owner left are ended first.
 * @throws {FolderInUse} when its owner is alive.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'supervisor.json')
  const last = read(path)
  if (last && last.supervisor.pid !== process.pid && runs(last.supervisor)) {
    throw new FolderInUse(
      `${folder} is in use by process ${last.supervisor.pid}: stop that one first, or choose another folder with --data.`,
    )
  }
  if (last) await endAll(last.children)
  const supervisor = identify(process.pid) ?? { pid: process.pid, started: '' }
  const write = (children: ProcessIdentity[]) => {
    writeFileSync(`${path}.new`, JSON.stringify({ supervisor, children }), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  write([])
  return {
    record: (pids) => write(pids.flatMap((pid) => identify(pid) ?? [])),
    release: () => rmSync(path, { force: true }),
  }
}

function read(path: string): LockFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** Asks every process to end, and after 10 s makes it. */
async function endAll(identities: ProcessIdentity[]): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGTERM', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    for (const one of identities.filter(runs)) process.kill(one.pid, signal)
    const deadline = Date.now() + patienceMs
    while (identities.some(runs) && Date.now() < deadline) await delay(50)
  }
}
