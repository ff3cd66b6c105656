import type { Op, Storage } from './storage.ts'

/** The outbox's only writer: whatever was staged while a batch was on its way goes into the next one. */
export interface GroupCommit {
  stage: (op: Op) => void
  /** Resolves when everything staged so far is on the disk; rejects when the disk failed. */
  commit: () => Promise<void>
  /** Writes what is staged some time soon; its loss in a crash is harmless. */
  touch: () => void
  /** Resolves when nothing is staged or on its way. Never rejects. */
  idle: () => Promise<void>
}

interface Batch {
  ops: Op[]
  sync: boolean
  done: ((error?: Error) => void)[]
}

/**
 * A writer with one batch in flight (protocol §4.2). `before` may add to a batch as it starts; `failed` is told of
 * the first failure, after which every commit is refused: what the disk then holds is known only by reading it again.
 */
export function groupCommit(
  storage: Storage,
  hooks: { before?: () => Op[]; committed?: (ops: number) => void; failed: (e: Error) => void },
): GroupCommit {
  let staged: Batch = { ops: [], sync: false, done: [] }
  let running = false
  let broken: Error | undefined
  let resting: (() => void)[] = []

  const run = async () => {
    while (staged.ops.length > 0 || staged.done.length > 0) {
      const batch = staged
      staged = { ops: [], sync: false, done: [] }
      try {
        if (broken) throw broken
        if (batch.ops.length > 0) {
          batch.ops.push(...(hooks.before?.() ?? []))
          await storage.batch(batch.ops, { sync: batch.sync })
          hooks.committed?.(batch.ops.length)
        }
        for (const done of batch.done) done()
      } catch (error) {
        if (!broken) {
          broken = error as Error
          hooks.failed(broken)
        }
        for (const done of batch.done) done(broken)
      }
    }
    running = false
    for (const rest of resting) rest()
    resting = []
  }

  const start = () => {
    if (running) return
    running = true
    // Everything that one turn of the event loop brings, from all devices, shares the first batch.
    setImmediate(() => void run())
  }

  return {
    stage(op) {
      staged.ops.push(op)
      staged.sync ||= op.type === 'put'
    },
    touch: start,
    commit() {
      if (broken) return Promise.reject(broken)
      if (!running && staged.ops.length === 0) return Promise.resolve()
      start()
      return new Promise((resolve, reject) => {
        staged.done.push((error) => (error ? reject(error) : resolve()))
      })
    },
    idle() {
      if (!running && staged.ops.length === 0) return Promise.resolve()
      start()
      return new Promise((resolve) => resting.push(resolve))
    },
  }
}
