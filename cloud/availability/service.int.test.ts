import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LotDescription } from '#contracts/http/lots.ts'
import { LotOccupancy, LotSnapshot } from '#contracts/http/occupancy.ts'
import { LotId } from '#contracts/ids.ts'
import { putLot } from '../parking/service.ts'
import { aLot, aSlot } from '../testing/builders.ts'
import { type TestDatabase, testDatabase } from '../testing/database.ts'
import { cityOccupancy, lotSnapshot } from './service.ts'

const now = Date.parse('2026-03-14T08:30:00Z')
let db: TestDatabase
let lots = 0

beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db[Symbol.asyncDispose]())

interface Heard {
  closed: boolean
  reading: { occupied: boolean | null; lastSeenAt: number | null } | null
}
const slot: fc.Arbitrary<Heard> = fc.record({
  closed: fc.boolean(),
  reading: fc.option(
    fc.record({
      occupied: fc.option(fc.boolean()),
      lastSeenAt: fc.option(fc.integer({ min: now - 4_000_000, max: now + 600_000 })),
    }),
  ),
})

/** A lot with slots as given, of which some were never heard of. */
async function lotWith(slots: readonly Heard[], heartbeatMs: number, gateway: string) {
  const code = LotId.parse(`lot-${String(++lots).padStart(3, '0')}`)
  const described = slots.map(({ closed }, i) => aSlot(i + 1, { closed }))
  const description = LotDescription.parse({ ...aLot(0, { heartbeatMs }), slots: described })
  await putLot(db.pool, code, description, now)
  await db.pool.query(
    `insert into ingest.slot_state (slot_id, lot_id, occupied, last_seen)
     select slot_id, lot_id, occupied, to_timestamp(seen / 1000)
     from unnest($2::text[], $3::boolean[], $4::float8[]) as heard (slot, occupied, seen)
     join parking.slot_directory using (slot) where lot = $1`,
    [
      code,
      ...[
        described.map((s) => s.id),
        slots.map((s) => s.reading?.occupied ?? null),
        slots.map((s) => s.reading?.lastSeenAt ?? null),
      ].map((column) => column.filter((_, i) => slots[i]?.reading)),
    ],
  )
  await db.pool.query(
    `insert into ingest.lot_state (lot_id, rev, gateway)
     select lot_id, 7, $2 from parking.lot_directory where lot = $1`,
    [code, gateway],
  )
  return code
}

test("the city's counts in SQL equal those of the rule that pages compute", async () => {
  const rule = fc.asyncProperty(
    fc.array(slot, { maxLength: 30 }),
    fc.constantFrom(1_000, 600_000, 1_200_000),
    fc.constantFrom('online', 'offline', 'never'),
    async (slots, heartbeatMs, gateway) => {
      const code = await lotWith(slots, heartbeatMs, gateway)
      const snapshot = LotSnapshot.parse(await lotSnapshot(db.pool, code, now))
      const city = await cityOccupancy(db.pool, now)
      expect(city.find((lot) => lot.lot === code)).toEqual(LotOccupancy.parse(snapshot))
      expect(snapshot.slots).toHaveLength(slots.length)
      expect(snapshot.rev).toBe(7)
    },
  )
  await fc.assert(rule, { numRuns: 40 })
})

test('all lots are read in one answer, or in pages of their codes', async () => {
  const all = await cityOccupancy(db.pool, now)
  const first = await cityOccupancy(db.pool, now, { limit: 3 })
  const rest = await cityOccupancy(db.pool, now, { after: first[2]?.lot ?? '' })
  expect([...first, ...rest]).toEqual(all)
})

test('a lot of which nothing was ever heard is unknown, and an unknown lot has no snapshot', async () => {
  const code = LotId.parse('silent')
  await putLot(db.pool, code, LotDescription.parse(aLot(2)), now)
  expect(await lotSnapshot(db.pool, code, now)).toMatchObject({
    rev: 0,
    capacity: 2,
    unknown: 2,
    quality: 'unknown',
    confidence: 0,
    lastObservedAt: null,
    gateway: 'never',
  })
  expect(await lotSnapshot(db.pool, 'nowhere', now)).toBeUndefined()
})

test('a lot without slots has counts of nothing', async () => {
  const code = LotId.parse('empty')
  await putLot(db.pool, code, LotDescription.parse(aLot(0)), now)
  expect(await lotSnapshot(db.pool, code, now)).toMatchObject({ capacity: 0, slots: [] })
})

test('while a commit changes slots and rev, a snapshot shows both or neither', async () => {
  const code = await lotWith(
    [{ closed: false, reading: { occupied: false, lastSeenAt: now } }],
    600_000,
    'online',
  )
  const stop = new AbortController()
  const flip = async () => {
    while (!stop.signal.aborted) {
      await db.pool.query(
        `with lot as (select lot_id from parking.lot_directory where lot = $1), next as (
           update ingest.lot_state set rev = rev + 1 where lot_id = (select lot_id from lot) returning rev)
         update ingest.slot_state set occupied = (select rev % 2 = 0 from next)
         where lot_id = (select lot_id from lot)`,
        [code],
      )
    }
  }
  const flipping = flip()
  const seen = new Set<number>()
  while (seen.size < 20) {
    const { rev, occupied } = (await lotSnapshot(db.pool, code, now)) ?? { rev: 7, occupied: 0 }
    if (rev > 7) expect(occupied).toBe(rev % 2 === 0 ? 1 : 0)
    seen.add(rev)
  }
  stop.abort()
  await flipping
})
