import type { Op, Storage } from './storage.ts'

/** The outbox's only writer: whatever was staged while a batch was on its way goes into the next one. */
export interface GroupCommit {
  stage: (op: Op) => void
  /** Stages a record of which only the last state counts; it is encoded once per batch. `state` must not change. */
  stageState: (key: string, state: object) => void
  /** Resolves when everything staged so far is on the disk; rejects when the disk failed. */
  commit: () => Promise<void>
  /** Writes what is staged some time soon; its loss in a crash is harmless. */
  touch: () => void
  /** Resolves when nothing is staged or on its way. Never rejects. */
  idle: () => Promise<void>
}

interface Batch {
  ops: Op[]
  states: Map<string, object>
  sync: boolean
  /** Shared by everybody who waits for this batch. */
  promise?: Promise<void>
  done?: (error?: Error) => void
}

/**
 * A writer with one batch in flight (protocol §4.2). `before` may add to a batch as it starts; `failed` is told of
 * the first failure, after which every commit is refused: what the disk then holds is known only by reading it again.
 */
export function groupCommit(
  storage: Storage,
  hooks: {
    before?: () => Op[]
    committed?: (records: number, bytes: number) => void
    failed: (e: Error) => void
  },
): GroupCommit {
  const nothing = (): Batch => ({ ops: [], states: new Map(), sync: false })
  const isEmpty = ({ ops, states }: Batch) => ops.length === 0 && states.size === 0
  let staged = nothing()
  let running = false
  let broken: Error | undefined
  let resting: (() => void)[] = []

  const run = async () => {
    while (!isEmpty(staged) || staged.done) {
      const batch = staged
      staged = nothing()
      try {
        if (broken) throw broken
        if (!isEmpty(batch)) {
          for (const [key, state] of batch.states) {
            batch.ops.push({ type: 'put', key, value: JSON.stringify(state) })
          }
          batch.ops.push(...(hooks.before?.() ?? []))
          await storage.batch(batch.ops, { sync: batch.sync })
          hooks.committed?.(batch.ops.length, sizeOf(batch.ops))
        }
        batch.done?.()
      } catch (error) {
        if (!broken) {
          broken = error as Error
          hooks.failed(broken)
        }
        batch.done?.(broken)
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
    stageState(key, state) {
      staged.states.set(key, state)
      staged.sync = true
    },
    touch: start,
    commit() {
      if (broken) return Promise.reject(broken)
      if (!running && isEmpty(staged)) return Promise.resolve()
      start()
      staged.promise ??= new Promise((resolve, reject) => {
        staged.done = (error) => (error ? reject(error) : resolve())
      })
      return staged.promise
    },
    idle() {
      if (!running && isEmpty(staged)) return Promise.resolve()
      start()
      return new Promise((resolve) => resting.push(resolve))
    },
  }
}

function sizeOf(ops: readonly Op[]): number {
  return ops.reduce((n, op) => n + op.key.length + (op.type === 'put' ? op.value.length : 0), 0)
}
