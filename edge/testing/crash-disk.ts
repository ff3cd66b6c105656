import type { Op, Storage } from '../outbox/storage.ts'

/** A disk in memory that can lose power at any write. What was not synced may be lost, newest first. */
export interface CrashDisk {
  /** Opens it as after a start of the machine. */
  open: () => Storage
  /** Power goes at the write after `writes` more; `kept` says how much of the unsynced log survives, 0–1. */
  crashAfter: (writes: number, kept: number) => void
  /** Whether the power is gone. */
  readonly dead: boolean
  /** Loses power now. */
  crash: (kept: number) => void
}

/** The power is gone: no call answers after it. */
export class PowerLoss extends Error {
  override name = 'PowerLoss'
}

/** An empty disk. */
export function crashDisk(): CrashDisk {
  const durable = new Map<string, string>()
  let log: Op[][] = []
  let dead = false
  let fuse: { writes: number; kept: number } | undefined

  const apply = (target: Map<string, string>, ops: readonly Op[]) => {
    for (const op of ops) {
      if (op.type === 'put') target.set(op.key, op.value)
      else target.delete(op.key)
    }
  }
  const settle = (share: number) => {
    // LevelDB's log loses a tail, never a middle.
    for (const ops of log.slice(0, Math.round(share * log.length))) apply(durable, ops)
    log = []
  }
  const crash = (kept: number) => {
    dead = true
    fuse = undefined
    settle(kept)
  }
  const visible = () => {
    const all = new Map(durable)
    for (const ops of log) apply(all, ops)
    return all
  }

  return {
    crash,
    get dead() {
      return dead
    },
    crashAfter(writes, kept) {
      fuse = { writes, kept }
    },
    open() {
      dead = false
      const alive = () => {
        if (dead) throw new PowerLoss('no power')
      }
      return {
        async batch(ops, { sync }) {
          alive()
          log.push(structuredClone(ops))
          if (fuse && fuse.writes-- <= 0) {
            crash(fuse.kept)
            alive()
          }
          if (sync) settle(1)
        },
        async getMany(keys) {
          alive()
          const all = visible()
          return keys.map((key) => all.get(key))
        },
        async *scan({ gte, lt, limit = Number.POSITIVE_INFINITY }) {
          alive()
          const found = [...visible()].filter(([key]) => key >= gte && key < lt).sort()
          for (const entry of found.slice(0, limit)) yield entry
        },
        async compact() {},
        async close() {},
      }
    },
  }
}
