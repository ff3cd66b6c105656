import { ClassicLevel } from 'classic-level'

/** Averages over the batches that the gateway wrote. */
export interface BatchShape {
  events: number
  records: number
  /** Keys and values. */
  bytes: number
}

/** The library's ways to write a batch: its ordinary call with an array, and the chained form that the gateway uses. */
export type BatchCall = 'array' | 'chained'

/** How many events per second the storage library alone writes in such batches, each with fsync, one in flight. */
export async function measureStorage(
  folder: string,
  shape: BatchShape,
  call: BatchCall,
  seconds: number,
): Promise<number> {
  const db = new ClassicLevel<string, string>(folder, { writeBufferSize: 8 * 1024 * 1024 })
  await db.open()
  const records = Math.max(1, Math.round(shape.records))
  const keyLength = 17
  const value = 'x'.repeat(Math.max(1, Math.round(shape.bytes / records) - keyLength))
  let next = 0
  const key = () => `q!${String(next++).padStart(keyLength - 2, '0')}`
  const write = {
    array: () =>
      db.batch(
        Array.from({ length: records }, () => ({ type: 'put' as const, key: key(), value })),
        { sync: true },
      ),
    chained: () => {
      const batch = db.batch()
      for (let i = 0; i < records; i++) batch.put(key(), value)
      return batch.write({ sync: true })
    },
  }[call]
  try {
    const began = performance.now()
    let batches = 0
    for (; performance.now() - began < seconds * 1000; batches++) await write()
    return (batches * shape.events * 1000) / (performance.now() - began)
  } finally {
    await db.close()
  }
}
