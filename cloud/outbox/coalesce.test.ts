import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SlotId } from '#contracts/ids.ts'
import { LotDelta } from '#contracts/live.ts'
import { coalesce } from './coalesce.ts'

/** What a page knows of a lot. */
interface View {
  rev: number
  occupied: number
  slots: Map<string, { occupied: boolean; since: number; seen: number }>
  gateway: string | undefined
  barriers: Map<string, string>
  happenings: unknown[]
}

function apply(view: View, delta: LotDelta): void {
  expect(delta.from).toBe(view.rev + 1)
  view.rev = delta.rev
  view.occupied = delta.occupied
  for (const { slot, ...reading } of delta.slots) view.slots.set(slot, reading)
  for (const [slot, seen] of delta.seen ?? []) {
    const known = view.slots.get(slot)
    if (known) known.seen = seen
  }
  view.gateway = delta.gateway ?? view.gateway
  for (const { id, state } of delta.barriers ?? []) view.barriers.set(id, state)
  view.happenings = [...view.happenings, ...delta.happenings].slice(-50)
}

const code = fc.constantFrom('A1', 'A2', 'A3') as fc.Arbitrary<SlotId>
const time = fc.nat(1_000)
const change = fc.record({ slot: code, occupied: fc.boolean(), since: time, seen: time })
const content = fc.record({
  lot: fc.constantFrom('north', 'south'),
  occupied: fc.nat(3),
  at: time,
  slots: fc.uniqueArray(change, { selector: (c) => c.slot }),
  seen: fc.uniqueArray(fc.tuple(code, time), { selector: (s) => s[0] }),
  gateway: fc.option(fc.constantFrom('online', 'offline'), { nil: undefined }),
  barriers: fc.array(fc.record({ id: fc.constantFrom('in', 'out'), state: fc.constant('open') })),
  happenings: fc.array(
    fc.record({
      kind: fc.constant('alarm'),
      t: time,
      subject: fc.constant(null),
      what: fc.string(),
    }),
    { maxLength: 30 },
  ),
})

/** Deltas as ingest writes them: each lot's revisions one after the other; a slot is changed or seen, not both. */
const written = fc.array(content, { maxLength: 30 }).map((list) => {
  const revs = new Map<string, number>()
  return list.map((c) => {
    const rev = (revs.get(c.lot) ?? 0) + 1
    revs.set(c.lot, rev)
    const changed = new Set(c.slots.map((s) => s.slot))
    const seen = c.seen.filter(([slot]) => !changed.has(slot))
    return LotDelta.parse({ v: 1, ...c, seen, from: rev, rev })
  })
})

function viewOf(deltas: LotDelta[], lot: string): View {
  const slots = ['A1', 'A2', 'A3'].map((s) => [s, { occupied: false, since: 0, seen: 0 }] as const)
  const view: View = {
    rev: 0,
    occupied: 0,
    slots: new Map(slots),
    gateway: undefined,
    barriers: new Map(),
    happenings: [],
  }
  for (const delta of deltas.filter((d) => d.lot === lot)) apply(view, delta)
  return view
}

test('PK-081 a coalesced delta leads to the same view as the deltas in turn', () => {
  fc.assert(
    fc.property(written, (deltas) => {
      const merged = coalesce(deltas)
      for (const lot of ['north', 'south']) {
        expect(viewOf(merged, lot)).toEqual(viewOf(deltas, lot))
      }
      expect(merged.length).toBeLessThanOrEqual(2)
    }),
    { numRuns: 500 },
  )
})

test('deltas with a gap between them stay apart, so that the gap is seen', () => {
  const delta = (rev: number) =>
    LotDelta.parse({ v: 1, lot: 'north', from: rev, rev, at: 0, occupied: 0, slots: [] })
  expect(coalesce([delta(1), delta(2), delta(4)])).toMatchObject([
    { from: 1, rev: 2 },
    { from: 4, rev: 4 },
  ])
})
