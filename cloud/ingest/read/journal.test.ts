import { expect, test } from 'vitest'
import { type JournalRow, journalEntry } from './journal.ts'

const row = (kind: JournalRow['kind'], body: unknown): JournalRow => ({
  timeUs: 1_773_477_000_123_456,
  source: 2,
  epochNo: 1,
  seq: 7,
  slotId: 0,
  kind,
  subject: 'b1',
  body,
})

test.each([
  ['occ', { occupied: true }, 'occupied', null],
  ['occ', { occupied: false }, 'free', null],
  ['entry', { method: 'plate' }, 'plate', null],
  ['deny', { method: 'pass', reason: 'expired', offline: true }, 'pass', 'expired, offline'],
  ['barrier', { state: 'held-open' }, 'held-open', null],
  ['alarm', { code: 'disk-full', detail: '512 MiB' }, 'disk-full', '512 MiB'],
  ['alarm', { code: 'disk-full', cleared: true }, 'disk-full', 'cleared'],
  ['gap', { reason: 'disk', class: 'B', count: 12 }, 'disk', '12 events of class B dropped'],
  ['exit', { method: 3, reason: ['a newer shape'] }, 'none', null],
] as const)('%s %j is told as "%s" and %j', (kind, body, what, detail) => {
  expect(journalEntry(row(kind, body))).toEqual({
    kind,
    time: '2026-03-14T08:30:00.123Z',
    subject: 'b1',
    what,
    detail,
  })
})
