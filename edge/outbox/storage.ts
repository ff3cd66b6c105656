/** One change of a batch. */
export type Op = { type: 'put'; key: string; value: string } | { type: 'del'; key: string }

/** Bounds of a scan over keys, in key order. */
export interface Span {
  gte: string
  lt: string
  limit?: number
}

/** What the outbox needs of a disk: an ordered map with atomic batches. */
export interface Storage {
  /** All of it or none. With `sync` it is on the disk when the promise resolves. */
  batch: (ops: Op[], options: { sync: boolean }) => Promise<void>
  getMany: (keys: string[]) => Promise<(string | undefined)[]>
  scan: (span: Span) => AsyncIterable<[key: string, value: string]>
  /** Gives the space of deleted records back. */
  compact: (span: Span) => Promise<void>
  close: () => Promise<void>
}

/** Opening found the files damaged; `repair` or setting aside is the caller's choice. */
export class StorageCorrupt extends Error {
  override name = 'StorageCorrupt'
}
