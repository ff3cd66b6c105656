import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LotSnapshot } from '../http/occupancy.ts'
import { LotId, SlotId } from '../ids.ts'
import type { LotDelta } from '../live.ts'
import { applyDelta, type LotView, viewOf } from './live-view.ts'
import { mergeDeltas } from './merge-deltas.ts'
import { countSlots, instantText, lotOccupancy } from './occupancy.ts'

const lot = LotId.parse('K01')
const slots = ['A', 'B', 'C'].map((s) => SlotId.parse(s))

/** What one commit of the server changes. */
type Change = { slot: number; occupied: boolean } | { seen: number } | { gateway: boolean }
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ slot: fc.nat(2), occupied: fc.boolean() }),
  fc.record({ seen: fc.nat(2) }),
  fc.record({ gateway: fc.boolean() }),
)

/** The server's view after each revision, with the delta that led there. */
function history(changes: readonly Change[]): { views: LotView[]; deltas: LotDelta[] } {
  const first: LotView = {
    lot,
    rev: 0,
    gateway: 'never',
    heartbeatMs: 1_000,
    slots: new Map(
      slots.map((slot) => [
        slot,
        {
          closed: false,
          occupied: null,
          since: null,
          lastSeenAt: null,
          flapping: false,
          batteryPercent: null,
          rssiDbm: null,
        },
      ]),
    ),
  }
  const views = [first]
  const deltas: LotDelta[] = []
  let view = first
  for (const [i, what] of changes.entries()) {
    const rev = i + 1
    const at = 1_000_000 + i
    const next = new Map(view.slots)
    const delta: LotDelta = {
      v: 1,
      lot,
      from: rev,
      rev,
      at,
      occupied: 0,
      slots: [],
      happenings: [{ kind: 'alarm', t: at, subject: null, what: String(rev) }],
    }
    const touched = 'slot' in what ? what.slot : 'seen' in what ? what.seen : undefined
    const slot = touched === undefined ? undefined : slots[touched]
    const before = slot && next.get(slot)
    if (slot && before && 'slot' in what) {
      next.set(slot, { ...before, occupied: what.occupied, since: at, lastSeenAt: at })
      delta.slots.push({ slot, occupied: what.occupied, since: at, seen: at })
    } else if (slot && before) {
      next.set(slot, { ...before, lastSeenAt: at })
      delta.seen = [[slot, at]]
    }
    const gateway = 'gateway' in what ? (what.gateway ? 'online' : 'offline') : undefined
    if (gateway) delta.gateway = gateway
    view = { ...view, rev, slots: next, gateway: gateway ?? view.gateway }
    delta.occupied = countSlots(next.values(), at, 1e9).occupied
    views.push(view)
    deltas.push(delta)
  }
  return { views, deltas }
}

function snapshotOf(view: LotView): LotSnapshot {
  const at = 2_000_000
  const counts = countSlots(view.slots.values(), at, view.heartbeatMs)
  return {
    ...lotOccupancy(view, counts),
    at: new Date(at).toISOString(),
    slots: [...view.slots].map(([slot, reading]) => ({
      ...reading,
      slot,
      since: instantText(reading.since),
      lastSeenAt: instantText(reading.lastSeenAt),
    })),
  }
}

/** What the channel between server and page may do to a delta, or to the page. */
type Mischief = 'pass' | 'drop' | 'twice' | 'late' | 'merge' | 'reconnect' | 'replay'
const mischief = fc.constantFrom<Mischief>(
  'pass',
  'pass',
  'drop',
  'twice',
  'late',
  'merge',
  'reconnect',
  'replay',
)

test('PK-080 any interleaving of drops, repeats, delays, merges and reconnects ends equal to the server', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(change, mischief), { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.nat(1_000)),
      (steps, chance) => {
        const { views, deltas } = history(steps.map(([what]) => what))
        const draw = (n: number) => (chance.next().value ?? 0) % n
        let page: LotView = viewOf(snapshotOf(views[draw(2)] ?? (views[0] as LotView)))
        let committed = 0
        const delayed: LotDelta[] = []
        let merging: LotDelta | undefined
        const receive = (delta: LotDelta) => {
          const next = applyDelta(page, delta)
          // A gap asks for a snapshot, which is of any revision from this delta's to the last committed one.
          page = next === 'gap' ? resync(delta.rev) : next
          expect(page).toEqual(views[page.rev])
        }
        const resync = (least: number) => {
          const rev = least + draw(Math.max(1, committed - least + 1))
          return viewOf(snapshotOf(views[rev] as LotView))
        }
        for (const [i, [, how]] of steps.entries()) {
          const delta = deltas[i] as LotDelta
          committed = delta.rev
          const merged = merging && mergeDeltas(merging, delta)
          const out = merged ?? delta
          merging = undefined
          if (how === 'merge') merging = out
          else if (how === 'late') delayed.push(out)
          else if (how === 'reconnect') page = resync(0)
          else if (how !== 'drop') receive(out)
          if (how === 'twice') receive(out)
          if (how === 'replay') receive(deltas[draw(i + 1)] as LotDelta)
          if (delayed.length > 0 && draw(3) === 0)
            receive(delayed.splice(draw(delayed.length), 1)[0] as LotDelta)
        }
        // The audit, or the next delta, shows what is missing: the page resyncs to the last commit.
        if (page.rev !== committed) page = viewOf(snapshotOf(views[committed] as LotView))
        for (const delta of delayed) receive(delta)
        expect(page).toEqual(views[committed])
      },
    ),
    { numRuns: 400 },
  )
})

test('PK-082 merged deltas do what they did one after the other', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 2, maxLength: 30 }), fc.nat(), (changes, seed) => {
      const { views, deltas } = history(changes)
      const from = seed % deltas.length
      const part = deltas.slice(from)
      const merged = part.reduce((all, next) => mergeDeltas(all, next) as LotDelta)
      expect(merged).toMatchObject({ from: from + 1, rev: deltas.length })
      expect(merged.happenings).toHaveLength(part.length)
      for (const start of views.slice(from, -1)) {
        expect(applyDelta(start, merged)).toEqual(views.at(-1))
      }
    }),
  )
})

test('PK-082 deltas that leave a hole between them are not merged', () => {
  const { deltas } = history([
    { slot: 0, occupied: true },
    { seen: 1 },
    { slot: 1, occupied: true },
  ])
  const [first, second, third] = deltas as [LotDelta, LotDelta, LotDelta]
  expect(mergeDeltas(first, third)).toBeUndefined()
  expect(mergeDeltas(second, first)).toBeUndefined()
  expect(mergeDeltas(first, first)).toEqual(first)
  expect(mergeDeltas(first, { ...second, lot: LotId.parse('K02') })).toBeUndefined()
})

test('PK-081 a delta of the past changes nothing, one of the future or of an unknown slot is a gap', () => {
  const { views, deltas } = history([
    { slot: 0, occupied: true },
    { slot: 1, occupied: true },
  ])
  const [zero, one] = views as [LotView, LotView]
  const [first, second] = deltas as [LotDelta, LotDelta]
  expect(applyDelta(one, first)).toBe(one)
  expect(applyDelta(zero, second)).toBe('gap')
  const stranger = { slot: SlotId.parse('Z'), occupied: true, since: 1, seen: 1 }
  expect(applyDelta(zero, { ...first, slots: [stranger] })).toBe('gap')
  expect(applyDelta(zero, { ...first, lot: LotId.parse('K02') })).toBe('gap')
})
