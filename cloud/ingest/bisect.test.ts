import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commitAround } from './bisect.ts'
import type { BatchUplink, Uplink } from './uplink.ts'

const batch = (events: number[], gaps = 0): BatchUplink => ({
  kind: 'batch',
  lot: 'north',
  topic: 'parkade/v1/lots/north/up/batch/live',
  receivedAt: 0,
  epoch: '01JAZ3NDEKTSV4RRFFQ69G5FAV',
  clock: { src: 'none', offMs: 0, errMs: 0 },
  events: events.map((s) => ({ s, raw: { s, k: 'levitation' }, unknown: 'levitation' })),
  gaps: Array.from({ length: gaps }, (_, i) => ({
    from: 1_000 + i,
    to: 1_000 + i,
    class: 'B',
    reason: 'full',
    count: 1,
  })),
})
const away = Object.assign(new Error('terminating connection'), { code: '57P01' })
const badValue = Object.assign(new Error('invalid byte sequence'), { code: '22021' })

/** A database that refuses some sequence numbers, unless they come as dead letters. */
function database(poison: Set<number>) {
  const stored: number[] = []
  const letters: number[] = []
  const commit = async (uplinks: Uplink[]) => {
    const events = uplinks.flatMap((u) => (u.kind === 'batch' ? u.events : []))
    if (events.some((e) => poison.has(e.s) && !('refused' in e))) throw badValue
    for (const event of events) ('refused' in event ? letters : stored).push(event.s)
  }
  return { stored, letters, commit }
}

test('PK-063 whichever events are poison, they alone are set aside and the rest stored in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 1, max: 30 })),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
      async (poison, sizes) => {
        let seq = 0
        const batches = sizes.map((n) =>
          batch(
            Array.from({ length: n }, () => ++seq),
            n % 3,
          ),
        )
        const all = Array.from({ length: seq }, (_, i) => i + 1)
        const bad = new Set(poison)
        const { stored, letters, commit } = database(bad)
        await commitAround(batches, commit, () => expect.unreachable())
        expect(stored).toEqual(all.filter((s) => !bad.has(s)))
        expect(letters).toEqual(all.filter((s) => bad.has(s)))
      },
    ),
  )
})

test('PK-065 a database that is away condemns nothing', async () => {
  const commit = async () => {
    throw away
  }
  await expect(commitAround([batch([1, 2, 3])], commit, () => expect.unreachable())).rejects.toBe(
    away,
  )
})

test('what cannot even be set aside is given up, and the rest goes on', async () => {
  const given: Uplink[] = []
  const stored: number[] = []
  const commit = async (uplinks: Uplink[]) => {
    const events = uplinks.flatMap((u) => (u.kind === 'batch' ? u.events : []))
    if (events.some((e) => e.s === 2)) throw badValue
    stored.push(...events.map((e) => e.s))
  }
  await commitAround([batch([1, 2, 3])], commit, (uplink) => given.push(uplink))
  expect(stored).toEqual([1, 3])
  expect(given).toMatchObject([{ kind: 'batch', events: [{ s: 2 }] }])
})
