import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { batchOf, occ, seedLots } from '../testing/test-gateway.ts'
import { commitGroup } from './service.ts'
import { readDirectory } from './store.ts'
import { readUplink, type Uplink } from './uplink.ts'

const epochs = ['01JAZ3NDEKTSV4RRFFQ69G5FAV', '01JAZ3NDEKTSV4RRFFQ69G5FAW'] as const
const now = Date.UTC(2026, 2, 14, 12)
const day = 86_400_000

/** What a device said: how long ago, in ms; a few very long ago, a few at the same instant. */
const said = fc.record({
  ago: fc.oneof(fc.nat(60_000), fc.nat(60_000), fc.integer({ min: 0, max: 60 * day })),
  slot: fc.integer({ min: 1, max: 3 }),
  occupied: fc.boolean(),
  epoch: fc.nat(1),
})

test('stored deltas and states equal what windows over the whole history compute', async () => {
  await using db = await testDatabase()
  let n = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(said, { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
      fc.infiniteStream(fc.nat()),
      async (list, sizes, shuffle) => {
        const lot = `lot-${++n}`
        await seedLots(db.pool, [lot], 3)
        const lots = new Map((await readDirectory(db.pool, [lot])).map((l) => [l.lot, l]))
        const events = list.map((e, i) => ({
          epoch: epochs[e.epoch] as string,
          event: occ(i + 1, now - e.ago, `S${e.slot}`, e.occupied),
          place: shuffle.next().value as number,
        }))
        events.sort((a, b) => a.place - b.place)
        while (events.length > 0) {
          const group = events.splice(0, sizes.next().value as number)
          const uplinks = group.map(({ epoch, event }) => {
            const payload = Buffer.from(JSON.stringify(batchOf(lot, epoch, [event])))
            return readUplink(`parkade/v1/lots/${lot}/up/batch/live`, payload, now) as Uplink
          })
          await commitGroup(db.pool, lots, [...uplinks, ...uplinks.slice(0, 1)], now)
        }
        const lotId = lots.get(lot)?.lotId
        const { rows } = await db.pool.query(
          `with checked as (
             select *, occupied::int - coalesce(lag(occupied::int) over history, 0) as right_delta
             from ingest.slot_event where lot_id = $1
             window history as (partition by slot_id order by time, epoch_no, seq)),
           now as (
             select distinct on (slot_id) slot_id, occupied from checked
             order by slot_id, epoch_no desc, seq desc),
           newest as (
             select distinct on (slot_id) slot_id, occupied, time, epoch_no, seq from checked
             order by slot_id, time desc, epoch_no desc, seq desc)
           select
             (select count(*)::int from checked) as stored,
             (select count(*)::int from checked where delta <> right_delta) as wrong_deltas,
             (select count(*)::int from now join ingest.slot_state using (slot_id)
              where now.occupied is distinct from slot_state.occupied) as wrong_states,
             (select count(*)::int from newest as n join ingest.slot_state as s using (slot_id)
              where (n.time, n.epoch_no, n.seq, n.occupied)
                <> (latest_time, latest_epoch_no, latest_seq, latest_occupied)) as wrong_anchors,
             (select occupied from ingest.lot_state where lot_id = $1)
               - (select count(*)::int from now where occupied) as wrong_count`,
          [lotId],
        )
        expect(rows[0]).toEqual({
          stored: list.length,
          wrong_deltas: 0,
          wrong_states: 0,
          wrong_anchors: 0,
          wrong_count: 0,
        })
      },
    ),
    { numRuns: 40 },
  )
})
