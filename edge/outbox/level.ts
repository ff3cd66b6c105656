import { ClassicLevel } from 'classic-level'
import { type Storage, StorageCorrupt } from './storage.ts'

/**
 * A folder's LevelDB as the outbox's storage. Throws StorageCorrupt when its files are damaged, and the library's
 * error when another process has it open or the disk fails.
 */
export async function openLevel(folder: string): Promise<Storage> {
  const db = new ClassicLevel<string, string>(folder, { writeBufferSize: 8 * 1024 * 1024 })
  try {
    await db.open()
  } catch (cause) {
    if (isCorruption(cause)) throw new StorageCorrupt(`${folder} is damaged`, { cause })
    throw cause
  }
  return {
    async batch(ops, options) {
      // The chained form hands each record to LevelDB at once: three times as fast as an array.
      const batch = db.batch()
      for (const op of ops) {
        if (op.type === 'put') batch.put(op.key, op.value)
        else batch.del(op.key)
      }
      await batch.write(options)
    },
    getMany: (keys) => db.getMany(keys),
    scan: (span) => db.iterator(span),
    compact: (span) => db.compactRange(span.gte, span.lt),
    close: () => db.close(),
  }
}

/** LevelDB's own repair: keeps every record it can read. */
export async function repairLevel(folder: string): Promise<void> {
  await ClassicLevel.repair(folder)
}

function isCorruption(error: unknown): boolean {
  const codes = [error, (error as { cause?: unknown }).cause].map(
    (e) => (e as { code?: unknown } | undefined)?.code,
  )
  return codes.includes('LEVEL_CORRUPTION')
}
