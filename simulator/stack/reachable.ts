import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'

const forOthers = 0o001

/** Whether every account may pass through `folder` and all folders above it. */
export function isOpenToAll(folder: string): boolean {
  return closedFolders(folder).length === 0
}

/**
 * Where PostgreSQL keeps its files: in the data folder. Root's PostgreSQL runs under another account, which must be able
 * to pass through: below the system's temporary folder the way is opened (pass, not read); where another folder bars it
 * (one below /root, say), the files lie in a folder of this data folder's own below `elsewhere`.
 */
export function databaseFolder(dataFolder: string, elsewhere = '/var/lib/parkade'): string {
  const here = join(dataFolder, 'database')
  if (process.getuid?.() !== 0) return here
  const closed = closedFolders(dataFolder)
  if (closed.every(isTemporary)) {
    for (const folder of closed) chmodSync(folder, statSync(folder).mode | forOthers)
    return here
  }
  const name = createHash('sha256').update(realpathSync(dataFolder)).digest('hex').slice(0, 16)
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 })
  return join(elsewhere, name)
}

/** `folder` and those above it that other accounts may not pass through. */
function closedFolders(folder: string): string[] {
  const path = realpathSync(folder)
  const here = (statSync(path).mode & forOthers) === 0 ? [path] : []
  return path === dirname(path) ? here : [...here, ...closedFolders(dirname(path))]
}

function isTemporary(folder: string): boolean {
  return folder.startsWith(realpathSync(tmpdir()) + sep)
}
