import { ClassicLevel } from 'classic-level'

/** Averages over the batches that the gateway wrote. */
export interface BatchShape {
  events: number
  records: number
  /** Keys and values. */
  bytes: number
}

/** How many events per second the storage library alone writes in such batches, each with fsync, one in flight. */
export async function measureStorage(
  folder: string,
  shape: BatchShape,
  seconds: number,
): Promise<{ eventsPerSecond: number }> {
  const db = new ClassicLevel<string, string>(folder, { writeBufferSize: 8 * 1024 * 1024 })
  await db.open()
  try {
    const records = Math.max(1, Math.round(shape.records))
    const keyLength = 17
    const value = 'x'.repeat(Math.max(1, Math.round(shape.bytes / records) - keyLength))
    const began = performance.now()
    let next = 0
    let batches = 0
    while (performance.now() - began < seconds * 1000) {
      const ops = Array.from({ length: records }, () => ({
        type: 'put' as const,
        key: `q!${String(next++).padStart(keyLength - 2, '0')}`,
        value,
      }))
      await db.batch(ops, { sync: true })
      batches++
    }
    const elapsed = (performance.now() - began) / 1000
    return { eventsPerSecond: (batches * shape.events) / elapsed }
  } finally {
    await db.close()
  }
}
