import { z } from 'zod'
import type { JournalEntry } from '#contracts/http/operations.ts'

/** Something that happened at a lot, as the database holds it. `body` is the event's own, as its gateway sent it. */
export interface JournalRow {
  /** µs since 1970, exact: the list's order rests on it. */
  timeUs: number
  /** Which table it comes from: 3 slots, 2 barriers and alarms, 1 gaps. */
  source: number
  epochNo: number
  seq: number
  slotId: number
  kind: JournalEntry['kind']
  subject: string | null
  body: unknown
}

/** Tolerant: what a newer gateway sends stays readable. */
const Body = z.object({
  occupied: z.boolean().optional().catch(undefined),
  method: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  offline: z.boolean().optional().catch(undefined),
  state: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  cleared: z.boolean().optional().catch(undefined),
  class: z.string().optional().catch(undefined),
  count: z.number().optional().catch(undefined),
})
type Body = z.infer<typeof Body>

/** One line of a lot's event log, in words that pages show. */
export function journalEntry(row: JournalRow): JournalEntry {
  const body = Body.catch({}).parse(row.body)
  return {
    kind: row.kind,
    time: new Date(Math.floor(row.timeUs / 1000)).toISOString(),
    subject: row.subject,
    ...words(row.kind, body),
  }
}

function words(kind: JournalEntry['kind'], body: Body): Pick<JournalEntry, 'what' | 'detail'> {
  switch (kind) {
    case 'occ':
      return { what: body.occupied ? 'occupied' : 'free', detail: null }
    case 'entry':
    case 'exit':
    case 'deny':
      return {
        what: body.method ?? 'none',
        detail: joined([body.reason, body.offline ? 'offline' : undefined]),
      }
    case 'barrier':
      return { what: body.state ?? 'unknown', detail: null }
    case 'alarm':
      return {
        what: body.code ?? 'unknown',
        detail: joined([body.cleared ? 'cleared' : undefined, body.detail]),
      }
    case 'gap':
      return {
        what: body.reason ?? 'unknown',
        detail: `${body.count ?? 0} events of class ${body.class ?? '?'} dropped`,
      }
  }
}

function joined(parts: readonly (string | undefined)[]): string | null {
  return parts.filter((part) => part !== undefined).join(', ') || null
}
