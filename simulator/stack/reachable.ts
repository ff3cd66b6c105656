import { createHash } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const forOthers = 0o001

/** Whether every account may pass through `folder` and all folders above it. */
export function isOpenToAll(folder: string): boolean {
  const path = resolve(folder)
  if ((statSync(path).mode & forOthers) === 0) return false
  return path === dirname(path) || isOpenToAll(dirname(path))
}

/**
 * Where PostgreSQL keeps its files: in the data folder; but root's PostgreSQL runs under another account, and when that
 * one cannot reach the data folder (one below /root, say), in a folder of the same name's own below `elsewhere`.
 */
export function databaseFolder(dataFolder: string, elsewhere = '/var/lib/parkade'): string {
  const here = join(dataFolder, 'database')
  if (process.getuid?.() !== 0 || isOpenToAll(dataFolder)) return here
  const name = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 16)
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 })
  return join(elsewhere, name)
}
