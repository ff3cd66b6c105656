import { expect, test, vi } from 'vitest'
import { LotDelta } from '#contracts/live.ts'
import { bareAedes, bareMosquitto, hasMosquitto } from '../testing/bare-brokers.ts'
import { ingestStage, soon } from '../testing/ingest-stage.ts'
import { batchOf, occ } from '../testing/test-gateway.ts'

const epoch = '01JAZ3NDEKTSV4RRFFQ69G5FAV'
const tenYears = 10 * 365 * 86_400_000

for (const [name, startBroker, workers] of [
  ['aedes', bareAedes, 1],
  ['mosquitto', bareMosquitto, 2],
] as const) {
  const runIf = test.runIf(name === 'aedes' || hasMosquitto)

  const start = () => ingestStage(startBroker, workers)

  runIf(`${name}: PK-061 batches sent twice and out of order store each event once`, async () => {
    await using t = await start()
    const at = Date.now() - 60_000
    const batches = Array.from({ length: 30 }, (_, b) =>
      batchOf(
        'north',
        epoch,
        Array.from({ length: 10 }, (_, i) => {
          const s = b * 10 + i + 1
          return occ(s, at + s, `S${(s % 4) + 1}`, s % 8 < 4, `dev:${s}`)
        }),
      ),
    )
    const order = [...batches, ...batches].map((batch, i) => ({ batch, place: (i * 37) % 60 }))
    for (const { batch } of order.sort((a, b) => a.place - b.place)) {
      await t.gateway.send('up/batch/live', batch)
    }
    await vi.waitFor(() => expect(t.gateway.acked(epoch)).toEqual([[1, 300]]), soon)
    expect(
      await t.rows('select count(*), count(distinct seq) as seqs from ingest.slot_event'),
    ).toEqual([{ count: 300, seqs: 300 }])
    expect(
      await t.rows(`select occupied, (select sum(delta) from ingest.slot_event) as history,
        (select count(*) filter (where occupied) from ingest.slot_state) as now from ingest.lot_state`),
    ).toEqual([{ occupied: 3, history: 3, now: 3 }])
  })

  runIf(`${name}: live deltas follow each other and end at the stored state`, async () => {
    await using t = await start()
    for (let s = 1; s <= 20; s++) {
      await t.gateway.send(
        'up/batch/live',
        batchOf('north', epoch, [occ(s, Date.now(), `S${(s % 4) + 1}`, s % 3 > 0)]),
      )
    }
    const live = () =>
      t.gateway.heard.filter((h) => h.topic.includes('/live/')).map((h) => LotDelta.parse(h.body))
    await vi.waitFor(async () => {
      const [stored] = await t.rows('select rev, occupied from ingest.lot_state')
      expect(live().at(-1)).toMatchObject(stored ?? {})
      expect(t.gateway.acked(epoch)).toEqual([[1, 20]])
    }, soon)
    let rev = 0
    for (const delta of live()) {
      expect(delta.from).toBe(rev + 1)
      rev = delta.rev
    }
  })

  runIf(`${name}: PK-062 a device that sends again after a crash is stored once`, async () => {
    await using t = await start()
    const at = Date.now()
    await t.gateway.send(
      'up/batch/live',
      batchOf('north', epoch, [occ(1, at, 'S1', true, 'dev:1')]),
    )
    await vi.waitFor(() => expect(t.gateway.isAcked(epoch, 1)).toBe(true), soon)
    await t.gateway.send(
      'up/batch/live',
      batchOf('north', epoch, [occ(2, at, 'S1', true, 'dev:1'), occ(3, at, 'S2', true, 'dev:2')]),
    )
    await vi.waitFor(() => expect(t.gateway.acked(epoch)).toEqual([[1, 3]]), soon)
    expect(await t.rows('select seq from ingest.slot_event order by seq')).toEqual([
      { seq: 1 },
      { seq: 3 },
    ])
  })

  runIf(`${name}: PK-063 broken JSON and a foreign lot are kept once, and nacked`, async () => {
    await using t = await start()
    await t.gateway.send('up/batch/live', '{"v":1,')
    await t.gateway.send('up/batch/live', '{"v":1,')
    await t.gateway.send('up/batch/live', batchOf('south', epoch, [occ(1, 0, 'S1', true)]))
    await vi.waitFor(() => expect(t.gateway.nacked).toHaveLength(3), soon)
    expect(await t.rows('select lot, reason, count from ingest.dead_letter order by id')).toEqual([
      { lot: 'north', reason: 'invalid-json', count: 2 },
      { lot: 'north', reason: 'foreign-lot', count: 1 },
    ])
    expect(await t.rows('select * from ingest.slot_event')).toEqual([])
  })

  runIf(
    `${name}: PK-063 a poison event is set aside and the rest of its batch stored`,
    async () => {
      await using t = await start()
      const at = Date.now()
      const events = Array.from({ length: 9 }, (_, i) => occ(i + 1, at + i, 'S1', i % 2 === 0))
      const poison = {
        s: 10,
        t: at,
        k: 'alarm',
        d: { code: 'flapping', detail: 'nul \u0000 byte' },
      }
      const stranger = occ(11, at, 'S99', true)
      const nonsense = { s: 12, t: at, k: 'occ', d: { slot: 'S1', occupied: 'perhaps' } }
      await t.gateway.send(
        'up/batch/live',
        batchOf('north', epoch, [...events, poison, stranger, nonsense, occ(13, at, 'S2', true)]),
      )
      await vi.waitFor(() => expect(t.gateway.acked(epoch)).toEqual([[1, 13]]), soon)
      expect(t.gateway.rejected.sort((a, b) => a.s - b.s)).toEqual([
        { s: 10, code: 'poison' },
        { s: 11, code: 'unknown-slot' },
        { s: 12, code: 'invalid-event' },
      ])
      expect(await t.rows('select count(*) from ingest.slot_event')).toEqual([{ count: 10 }])
      expect(await t.rows('select reason from ingest.dead_letter order by reason')).toEqual([
        { reason: 'invalid-event' },
        { reason: 'poison' },
        { reason: 'unknown-slot' },
      ])
    },
  )

  runIf(`${name}: PK-031 an event of an unknown kind is stored raw and acknowledged`, async () => {
    await using t = await start()
    const event = { s: 1, t: 5, k: 'levitation', d: { height: 2 } }
    await t.gateway.send('up/batch/live', batchOf('north', epoch, [event]))
    await vi.waitFor(() => expect(t.gateway.isAcked(epoch, 1)).toBe(true), soon)
    expect(await t.rows('select kind, raw from ingest.event_unknown')).toEqual([
      { kind: 'levitation', raw: event },
    ])
  })

  runIf(`${name}: PK-064 a clock ten years off is flagged and stored at receipt`, async () => {
    await using t = await start()
    const before = Date.now()
    const wrong = before - tenYears
    await t.gateway.send('up/batch/live', batchOf('north', epoch, [occ(1, wrong, 'S1', true)]))
    await vi.waitFor(() => expect(t.gateway.isAcked(epoch, 1)).toBe(true), soon)
    const [row] = await t.rows('select time, suspect, source_ms from ingest.slot_event')
    expect(row).toMatchObject({ suspect: true, source_ms: wrong })
    expect(row?.['time']).toBeGreaterThanOrEqual(before)
  })

  runIf(`${name}: PK-051 a declared gap is committed and closes the hole`, async () => {
    await using t = await start()
    const at = Date.now()
    await t.gateway.send(
      'up/batch/live',
      batchOf('north', epoch, [occ(1, at, 'S1', true), occ(9, at, 'S1', false)]),
    )
    await vi.waitFor(() => expect(t.gateway.acked(epoch)).toHaveLength(2), soon)
    const gap = { from: 2, to: 8, class: 'B', reason: 'disk full', count: 7 }
    await t.gateway.send('up/batch/backlog', batchOf('north', epoch, [], { gaps: [gap] }))
    await vi.waitFor(() => expect(t.gateway.acked(epoch)).toEqual([[1, 9]]), soon)
    expect(await t.rows('select from_seq, to_seq, class, count from ingest.gap')).toEqual([
      { from_seq: 2, to_seq: 8, class: 'B', count: 7 },
    ])
  })

  runIf(`${name}: PK-066 implausible counts are flagged and never an occupancy`, async () => {
    await using t = await start()
    const count = (s: number, occupied: number) => ({
      s,
      t: Date.now(),
      k: 'count',
      d: { counter: 'main', occupied },
    })
    const events = [count(1, -3), count(2, 3), count(3, 5), count(4, 9e15)]
    await t.gateway.send('up/batch/live', batchOf('north', epoch, events))
    await vi.waitFor(() => expect(t.gateway.acked(epoch)).toEqual([[1, 4]]), soon)
    expect(await t.rows('select occupied, flag from ingest.count_reading order by seq')).toEqual([
      { occupied: -3, flag: 'below-zero' },
      { occupied: 3, flag: null },
      { occupied: 5, flag: 'over-capacity' },
      { occupied: 9e15, flag: 'over-capacity' },
    ])
    expect(await t.rows('select * from ingest.slot_event')).toEqual([])
  })

  runIf(`${name}: a time request is answered with four timestamps`, async () => {
    await using t = await start()
    await t.gateway.send('up/req', { v: 1, kind: 'time.sync', t0: 123 })
    await vi.waitFor(() => {
      const reply = t.gateway.heard.find((h) => h.topic.endsWith('/down/time'))
      expect(reply?.body).toMatchObject({ v: 1, t0: 123 })
      expect(Number(reply?.body['t2'])).toBeGreaterThanOrEqual(Number(reply?.body['t1']))
    }, soon)
  })

  runIf(
    `${name}: PK-072 a snapshot shows what events have not yet told, and births and wills`,
    async () => {
      await using t = await start()
      const at = Date.now()
      const conn = '01JAZ3NDEKTSV4RRFFQ69G5FA1'
      await t.gateway.send('status', { v: 1, state: 'online', conn, at, boot: 4, epoch }, true)
      await t.gateway.send('up/batch/live', batchOf('north', epoch, [occ(1, at, 'S1', true)]))
      await t.gateway.send('up/state', {
        v: 1,
        lot: 'north',
        epoch,
        at,
        clock: { src: 'ntp', offMs: 0, errMs: 1 },
        part: { i: 1, n: 1 },
        heartbeatMs: 60_000,
        slots: [
          { slot: 'S1', occupied: false, s: 5, since: at, seen: at + 1_000, batteryPercent: 80 },
          { slot: 'S2', occupied: true, s: 0, since: at, seen: at },
        ],
        gateway: {
          queued: 4,
          oldestAt: at,
          diskBytes: 1,
          diskLimitBytes: 2,
          deadLetters: 0,
          uptimeMs: 9,
        },
      })
      await vi.waitFor(async () => {
        expect(
          await t.rows(`select occupied, seq, battery_percent as battery from ingest.slot_state
          order by slot_id`),
        ).toEqual([
          { occupied: false, seq: 5, battery: 80 },
          { occupied: null, seq: 0, battery: null },
        ])
        expect(
          await t.rows(`select gateway, boot, occupied, report->>'queued' as queued
          from ingest.lot_state`),
        ).toEqual([{ gateway: 'online', boot: 4, occupied: 0, queued: '4' }])
      }, soon)
      await t.gateway.send('status', { v: 1, state: 'offline', conn, at }, true)
      await vi.waitFor(async () => {
        expect(await t.rows('select gateway from ingest.lot_state')).toEqual([
          { gateway: 'offline' },
        ])
      }, soon)
    },
  )
}
