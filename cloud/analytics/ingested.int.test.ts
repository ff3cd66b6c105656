import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitGroup } from '../ingest/service.ts'
import { readDirectory } from '../ingest/store.ts'
import { guardTime } from '../ingest/time-guard.ts'
import { readUplink } from '../ingest/uplink.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { occupiedAt, type PastEvent } from '../testing/history.ts'
import { batchOf, occ, seedLots } from '../testing/test-gateway.ts'
import { lotHistory, lotOccupancyAt } from './service.ts'
import { selectLot } from './store.ts'

const now = Date.parse('2026-10-27T10:37:21.123Z')
const hour = 3_600_000
const clock = { src: 'ntp' as const, offMs: 0, errMs: 1 }
let db: TestDatabase
let lots = 0

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db[Symbol.asyncDispose]())

/** A device's clock: mostly a little late, at times ten years off. */
const sourceTime = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: now - 50 * hour, max: now }) },
  { weight: 1, arbitrary: fc.constantFrom(now - 87_600 * hour, now + 87_600 * hour, 0) },
)
const sent = fc
  .array(fc.record({ n: fc.integer({ min: 1, max: 4 }), t: sourceTime, occupied: fc.boolean() }), {
    minLength: 1,
    maxLength: 50,
  })
  .map((all) => all.map((e, i) => ({ slot: `S${e.n}`, t: e.t, s: i + 1, occupied: e.occupied })))
/** The order in which the events come in, every one of them twice, in commits of some size. */
const arrival = sent.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    fc.integer({ min: 1, max: 12 }),
  ),
)

async function ingest(lot: string, events: readonly PastEvent[]): Promise<void> {
  const batch = batchOf(
    lot,
    '01JAZ3NDEKTSV4RRFFQ69G5FAV',
    events.map((e) => occ(e.s, e.t, e.slot, e.occupied)),
  )
  const payload = Buffer.from(JSON.stringify(batch))
  const uplink = readUplink(`parkade/v1/lots/${lot}/up/batch/live`, payload, now)
  if (!uplink || uplink.kind === 'time') throw new Error('the batch was not read')
  const entries = await readDirectory(db.pool, [lot])
  await commitGroup(db.pool, new Map(entries.map((entry) => [entry.lot, entry])), [uplink], now)
}

test('late, repeated and misdated events end in the history that their times make', async () => {
  const rule = fc.asyncProperty(arrival, async ([events, order, size]) => {
    const code = `ingested-${++lots}`
    await seedLots(db.pool, [code], 4)
    for (let i = 0; i < order.length; i += size) await ingest(code, order.slice(i, i + size))
    const lot = await selectLot(db.pool, code)
    if (!lot) throw new Error('the lot was not stored')

    const dated = events.map((e) => ({ ...e, t: guardTime(e.t, clock, now).time }))
    const instants = [now, ...dated.flatMap((e) => [e.t - 1, e.t])]
    const answer = await lotOccupancyAt(db.pool, lot, instants)
    expect(answer.occupied).toEqual(instants.map((t) => occupiedAt(dated, t)))
    const range = { from: now - 51 * hour, to: now, resolution: 'hour' as const }
    const { points } = await lotHistory(db.pool, lot, range, now)
    for (const point of points) {
      expect(point.occupiedAtStart).toBe(occupiedAt(dated, Date.parse(point.start), true))
      expect(point.occupiedMean).toBeLessThanOrEqual(4)
    }
  })
  await fc.assert(rule, { numRuns: 25 })
})
