import type { LotEntry } from './rows.ts'
import type { Uplink } from './uplink.ts'

/** What ingest knows of lots and slots, refreshed from the database. */
export interface Directory {
  /** The lots of `uplinks` that exist. A lot or slot that is not known is looked for before it counts as unknown. */
  resolve: (uplinks: Uplink[]) => Promise<Map<string, LotEntry>>
}

/** How long a lot's slots are believed, and how often an unknown slot makes us look again, in ms. */
const freshMs = 30_000
const askAgainMs = 1_000

/** A directory over `read`, which finds lots by code. */
export function lotDirectory(
  read: (codes: string[]) => Promise<LotEntry[]>,
  now: () => number,
): Directory {
  const known = new Map<string, { entry: LotEntry | undefined; at: number }>()
  return {
    resolve: async (uplinks) => {
      const at = now()
      const wanted = new Set<string>()
      const stale = new Set<string>()
      for (const uplink of uplinks) {
        wanted.add(uplink.lot)
        const cached = known.get(uplink.lot)
        const age = cached ? at - cached.at : Number.POSITIVE_INFINITY
        if (age > freshMs || (age > askAgainMs && !isComplete(cached?.entry, uplink))) {
          stale.add(uplink.lot)
        }
      }
      if (stale.size > 0) {
        const entries = await read([...stale])
        for (const lot of stale) {
          known.set(lot, { entry: entries.find((e) => e.lot === lot), at })
        }
      }
      const found = new Map<string, LotEntry>()
      for (const lot of wanted) {
        const entry = known.get(lot)?.entry
        if (entry) found.set(lot, entry)
      }
      return found
    },
  }
}

function isComplete(entry: LotEntry | undefined, uplink: Uplink): boolean {
  if (entry === undefined) return false
  if (uplink.kind !== 'batch') return true
  return uplink.events.every(
    (read) => !('event' in read) || read.event.k !== 'occ' || entry.slots.has(read.event.d.slot),
  )
}
