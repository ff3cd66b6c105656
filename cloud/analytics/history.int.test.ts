import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { History } from '#contracts/http/history.ts'
import { LotDescription } from '#contracts/http/lots.ts'
import { LotId } from '#contracts/ids.ts'
import { putLot } from '../parking/service.ts'
import { aLot } from '../testing/builders.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { meanOccupied, occupiedAt, type PastEvent, storePast } from '../testing/history.ts'
import { lotHistory, lotOccupancyAt } from './service.ts'
import { selectLot } from './store.ts'

/** Two days after the night in which Berlin puts its clocks back. */
const now = Date.parse('2026-10-27T10:37:21.123Z')
const hour = 3_600_000
const slots = 6

let db: TestDatabase
let lots = 0

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db[Symbol.asyncDispose]())

async function lotWith(events: readonly PastEvent[], timeZone: string) {
  const code = LotId.parse(`history-${++lots}`)
  const description = LotDescription.parse(aLot(slots, { timeZone }))
  await putLot(db.pool, code, description, now)
  await storePast(db.pool, code, events)
  const lot = await selectLot(db.pool, code)
  if (!lot) throw new Error('the lot was not stored')
  return lot
}

/** Times that lie on bounds of buckets as often as between them, up to ten minutes ahead of the clock. */
const time = fc.oneof(
  fc.integer({ min: now - 100 * hour, max: now + 600_000 }),
  fc.integer({ min: -400, max: 40 }).map((n) => Math.floor(now / hour) * hour + n * (hour / 4)),
)
const past: fc.Arbitrary<PastEvent[]> = fc
  .array(fc.record({ n: fc.integer({ min: 1, max: slots }), t: time, occupied: fc.boolean() }), {
    maxLength: 120,
  })
  .map((events) =>
    events.map(({ n, t, occupied }, i) => ({ slot: `S00${n}`, t, s: i + 1, occupied })),
  )
  .map((events) => events.filter((e) => e.t <= now + 600_000))
const zone = fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns', 'UTC')

const stepMs = { minute: 60_000, hour }

function endOf(
  point: History['points'][number],
  next: History['points'][number] | undefined,
  resolution: History['resolution'],
) {
  const start = Date.parse(point.start)
  const natural = next
    ? Date.parse(next.start)
    : resolution === 'day'
      ? now
      : start + stepMs[resolution]
  return Math.min(natural, now)
}

test.each(['minute', 'hour', 'day'] as const)(
  'the history by %s equals what every single event adds up to',
  { timeout: 120_000 },
  async (resolution) => {
    const spanMs = resolution === 'minute' ? 2 * hour : 96 * hour
    const rule = fc.asyncProperty(past, zone, time, async (events, timeZone, near) => {
      const lot = await lotWith(events, timeZone)
      const to = resolution === 'day' ? now + hour : Math.max(near, now - 90 * hour)
      const history = await lotHistory(db.pool, lot, { from: to - spanMs, to, resolution }, now)
      for (const [i, point] of history.points.entries()) {
        const start = Date.parse(point.start)
        const end = endOf(point, history.points[i + 1], resolution)
        expect(point.occupiedAtStart).toBe(occupiedAt(events, start, true))
        expect(point.occupiedMean).toBeCloseTo(meanOccupied(events, start, end), 4)
        const after = occupiedAt(events, end, true)
        expect(point.occupiedAtStart + point.arrivals - point.departures).toBe(after)
      }
    })
    await fc.assert(rule, { numRuns: 25 })
  },
)

test('the counts at given instants equal what every single event adds up to', async () => {
  const rule = fc.asyncProperty(
    past,
    fc.array(time, { minLength: 1, maxLength: 40 }),
    async (events, at) => {
      const lot = await lotWith(events, 'UTC')
      const answer = await lotOccupancyAt(db.pool, lot, at)
      expect(answer.occupied).toEqual(at.map((t) => occupiedAt(events, t)))
    },
  )
  await fc.assert(rule, { numRuns: 25 })
})

test('a slot that was occupied when it was retired leaves at that moment', async () => {
  const t = now - 5 * hour
  const lot = await lotWith([{ slot: 'S001', t, s: 1, occupied: true }], 'UTC')
  const fewer = LotDescription.parse({ ...aLot(slots), slots: aLot(slots).slots.slice(1) })
  await putLot(db.pool, lot.lot, fewer, now - 2 * hour)
  const instants = [t - 1, t, now - 2 * hour - 1, now - 2 * hour, now]
  expect((await lotOccupancyAt(db.pool, lot, instants)).occupied).toEqual([0, 1, 1, 0, 0])
  const range = { from: now - 6 * hour, to: now, resolution: 'hour' as const }
  const history = await lotHistory(db.pool, lot, range, now)
  expect(history.points.map((p) => p.occupiedAtStart)).toEqual([0, 0, 1, 1, 1, 0, 0])
})
