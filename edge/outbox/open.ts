import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { openLevel, repairLevel } from './level.ts'
import { type Loaded, loadQueue } from './load.ts'
import { type Storage, StorageCorrupt } from './storage.ts'

/**
 * After a repair the newest records may be missing, and with them the memory of numbers already given out: this many
 * are skipped and declared as a gap, so that none is used twice.
 */
export const repairSkip = 100_000

export interface OpenedQueue {
  storage: Storage
  loaded: Loaded
  /** What had to be done to a damaged queue; the gateway raises an alarm. */
  damage: 'repaired' | 'set-aside' | undefined
}

/** How to reach the disk; tests pass storage that fails. */
export interface QueueDisk {
  open: (folder: string) => Promise<Storage>
  repair: (folder: string) => Promise<void>
}

/** LevelDB in the folder. */
export const levelDisk: QueueDisk = { open: openLevel, repair: repairLevel }

/**
 * Opens the queue in `folder`, makes it when missing. A damaged one is repaired; what cannot be repaired is set aside
 * under another name and an empty queue with a new epoch takes its place (protocol §5). Throws when the folder is in
 * use or the disk fails.
 */
export async function openQueue(
  folder: string,
  options: { newEpoch: () => string; log: Logger; disk?: QueueDisk },
): Promise<OpenedQueue> {
  const { newEpoch, log, disk = levelDisk } = options
  mkdirSync(folder, { recursive: true })
  const queue = join(folder, 'queue')
  const attempt = async (epoch?: string) => {
    const storage = await disk.open(queue)
    try {
      return { storage, loaded: await loadQueue(storage, epoch) }
    } catch (error) {
      await storage.close()
      throw error
    }
  }
  try {
    return { ...(await attempt(newEpoch())), damage: undefined }
  } catch (error) {
    if (!isDamage(error)) throw error
    log.error({ err: error, folder: queue }, 'queue damaged')
  }
  try {
    await disk.repair(queue)
    return { ...(await attempt()), damage: 'repaired' }
  } catch (error) {
    const aside = `${queue}.damaged-${newEpoch()}`
    log.error({ err: error, aside }, 'queue could not be repaired and is set aside')
    renameSync(queue, aside)
  }
  return { ...(await attempt(newEpoch())), damage: 'set-aside' }
}

function isDamage(error: unknown): boolean {
  if (error instanceof StorageCorrupt) return true
  const code = (error as { code?: unknown }).code
  return code === 'LEVEL_CORRUPTION'
}
