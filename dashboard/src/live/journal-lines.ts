import type { JournalEntry } from '#contracts/http/operations.ts'
import type { LotDelta } from '#contracts/live.ts'

/** Lines kept on the page; older ones are the journal's. */
const mostLines = 200

/** The journal lines a delta stands for: its slot changes and its happenings. */
export function entriesOf(delta: LotDelta): JournalEntry[] {
  return [
    ...delta.slots.map((change) => ({
      kind: 'occ' as const,
      time: new Date(change.since).toISOString(),
      subject: change.slot,
      what: change.occupied ? 'occupied' : 'free',
      detail: null,
    })),
    ...delta.happenings.map(({ kind, t, subject, what }) => ({
      ...{ kind, subject, what, detail: null },
      time: new Date(t).toISOString(),
    })),
  ]
}

/** `known` with `fresh` put in, newest first, each line once. */
export function withEntries(
  known: readonly JournalEntry[],
  fresh: readonly JournalEntry[],
): JournalEntry[] {
  const told = new Set<string>()
  return [...fresh, ...known]
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time))
    .filter((entry) => {
      const key = lineKey(entry)
      return !told.has(key) && told.add(key)
    })
    .slice(0, mostLines)
}

/** Tells one line from another. */
export function lineKey({ kind, time, subject, what }: JournalEntry): string {
  return [kind, Date.parse(time), subject, what].join(' ')
}
