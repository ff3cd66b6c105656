import { statfsSync } from 'node:fs'
import type { Logger } from 'pino'
import { OccupancyEvent } from '#contracts/mqtt/event.ts'
import { spanOf } from './keys.ts'
import type { Outbox } from './outbox.ts'
import { type Shedable, thinOccupancy } from './shedding.ts'

export interface DiskRules {
  maxBytes: number
  softShare: number
  freeFloorBytes: number
}

/** Keeps the queue inside its disk (protocol §5). */
export interface DiskGuard {
  /** Whether one more event may be taken. At the hard limit nothing is, and nothing is acknowledged (PK-050). */
  admits: () => boolean
  /** Sheds by class while the queue is above its soft limit. Bounded work per call; call it every second or so. */
  relieve: (now: number) => Promise<void>
}

const page = 5000
const healthLifeMs = 24 * 3600_000
const expireEveryMs = 60_000
/** Deleted bytes after which the storage is asked to give the space back. */
const compactAfterBytes = 16 * 1024 * 1024

/** Watches `outbox`, whose files are in `folder`. */
export function diskGuard(
  outbox: Outbox,
  rules: DiskRules,
  { folder, log }: { folder: string; log: Logger },
): DiskGuard {
  const soft = rules.maxBytes * rules.softShare
  /** Where thinning goes on; what is below was thinned already. */
  let thinned = 1
  let shedBytes = 0
  let expiredAt = Number.NEGATIVE_INFINITY
  let freeBytes = Number.POSITIVE_INFINITY

  const drop = (seqs: number[], reason: 'disk-soft-limit' | 'expired') => {
    if (seqs.length === 0) return
    const bytes = seqs.reduce((sum, seq) => sum + (outbox.entry(seq)?.size ?? 0), 0)
    shedBytes += bytes
    outbox.drop(seqs, reason)
    log.warn({ events: seqs.length, bytes, reason }, 'events shed')
  }

  const oldHealth = async (now: number) => {
    if (now - expiredAt < expireEveryMs) return []
    expiredAt = now
    const health = ofClass(outbox, 'C', 1, page)
    const texts = await outbox.read(health)
    return health.filter((_, i) => {
      const text = texts[i]
      return text !== undefined && now - Number(JSON.parse(text).t) > healthLifeMs
    })
  }

  const excess = () => Math.ceil(outbox.stats().bytes - soft)

  const shedHealth = () => {
    const seqs: number[] = []
    let freed = 0
    for (const seq of ofClass(outbox, 'C', 1, page)) {
      if (freed >= excess()) break
      seqs.push(seq)
      freed += outbox.entry(seq)?.size ?? 0
    }
    drop(seqs, 'disk-soft-limit')
  }

  const thin = async () => {
    const seqs = ofClass(outbox, 'B', thinned, page)
    const events = (await outbox.read(seqs)).flatMap((text): Shedable[] => {
      const event = text === undefined ? undefined : OccupancyEvent.safeParse(JSON.parse(text)).data
      return event ? [{ seq: event.s, slot: event.d.slot, t: event.t }] : []
    })
    drop(
      thinOccupancy(events, excess(), (seq) => outbox.entry(seq)?.size ?? 0),
      'disk-soft-limit',
    )
    thinned = seqs.length < page ? 1 : (seqs.at(-1) ?? 0) + 1
  }

  return {
    admits: () => outbox.stats().bytes < rules.maxBytes && freeBytes > rules.freeFloorBytes,
    async relieve(now) {
      const { bavail, bsize } = statfsSync(folder)
      freeBytes = bavail * bsize
      drop(await oldHealth(now), 'expired')
      if (excess() > 0) shedHealth()
      if (excess() > 0) await thin()
      if (shedBytes > 0) await outbox.commit()
      if (shedBytes > compactAfterBytes) {
        shedBytes = 0
        await outbox.storage.compact(spanOf('q!'))
      }
    },
  }
}

function ofClass(outbox: Outbox, kind: 'B' | 'C', from: number, limit: number): number[] {
  const found: number[] = []
  for (let at = from; found.length < limit; ) {
    const seqs = outbox.kept(at, page)
    const last = seqs.at(-1)
    if (last === undefined) break
    for (const seq of seqs) if (outbox.entry(seq)?.class === kind) found.push(seq)
    at = last + 1
  }
  return found.slice(0, limit)
}
