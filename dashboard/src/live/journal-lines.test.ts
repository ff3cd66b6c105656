import { expect, test } from 'vitest'
import type { JournalEntry } from '#contracts/http/operations.ts'
import { LotDelta } from '#contracts/live.ts'
import { entriesOf, withEntries } from './journal-lines.ts'

const delta = LotDelta.parse({
  ...{ v: 1, lot: 'a', from: 2, rev: 2, at: 5000, occupied: 1 },
  slots: [{ slot: 'P-1', occupied: true, since: 4000, seen: 4000 }],
  happenings: [{ kind: 'entry', t: 3000, subject: 'in', what: 'plate' }],
})
const line = (time: string, subject: string): JournalEntry => ({
  ...{ kind: 'occ', time, subject, what: 'free', detail: null },
})

test('a delta is told as the journal would tell it', () => {
  expect(entriesOf(delta).map((e) => [e.kind, e.time, e.subject, e.what])).toEqual([
    ['occ', '1970-01-01T00:00:04.000Z', 'P-1', 'occupied'],
    ['entry', '1970-01-01T00:00:03.000Z', 'in', 'plate'],
  ])
})

test('lines stand newest first, and one that came both ways stands once', () => {
  const known = [line('1970-01-01T00:00:04Z', 'x'), line('1970-01-01T00:00:01Z', 'y')]
  const fresh = [line('1970-01-01T00:00:04.000Z', 'x'), line('1970-01-01T00:00:03Z', 'z')]
  expect(withEntries(known, fresh).map((e) => e.subject)).toEqual(['x', 'z', 'y'])
})
