import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createScheduler, type Flight, windows } from './scheduler.ts'

const rules = { resendMinMs: 3000, resendMaxMs: 30_000, backlogPerSecond: 2000 }

function all(scheduler: ReturnType<typeof createScheduler>, now: number): Flight[] {
  const flights: Flight[] = []
  for (let f = scheduler.next(now); f; f = scheduler.next(now)) flights.push(f)
  return flights
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    n: fc.integer({ min: 1, max: 300 }),
    hot: fc.boolean(),
  }),
  fc.record({ do: fc.constant('time' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
  fc.record({
    do: fc.constant('ack' as const),
    pick: fc.nat(),
    part: fc.integer({ min: 1, max: 100 }),
  }),
  fc.record({ do: fc.constant('late ack' as const), pick: fc.nat() }),
  fc.record({
    do: fc.constant('putBack' as const),
    pick: fc.nat(),
    from: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record({ do: fc.constant('refuse' as const), pick: fc.nat() }),
  fc.record({ do: fc.constant('reconnect' as const) }),
  fc.record({ do: fc.constant('hold' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('gap' as const) }),
)

test('PK-040 PK-042 in any order of acknowledgements, refusals and reconnects no window is exceeded and everything is sent until acknowledged', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const scheduler = createScheduler(rules)
      const owed = new Set<number>()
      const gapsOwed = new Set<number>()
      const everSent: number[][] = []
      let now = 0
      let seq = 0
      const send = () => {
        for (const flight of all(scheduler, now)) {
          expect(flight.seqs.length).toBeLessThanOrEqual(100)
          expect(flight.seqs.filter((s) => !owed.has(s))).toEqual([])
          everSent.push([...flight.seqs])
        }
        const flights = [...scheduler.flights()]
        for (const [stream, window] of Object.entries(windows)) {
          expect(flights.filter((f) => f.stream === stream).length).toBeLessThanOrEqual(window)
        }
        const underway = flights.flatMap((f) => f.seqs)
        expect(new Set(underway).size).toBe(underway.length)
      }
      const acknowledge = (seqs: readonly number[], gaps: readonly number[] = []) => {
        for (const s of seqs) owed.delete(s)
        for (const g of gaps) gapsOwed.delete(g)
        scheduler.acknowledged([...seqs, ...gaps].map((s) => [s, s]))
      }
      const pick = (n: number) => {
        const flights = [...scheduler.flights()]
        return flights[n % Math.max(1, flights.length)]
      }
      for (const s of steps) {
        const flight = 'pick' in s ? pick(s.pick) : undefined
        if (s.do === 'add') {
          for (let i = 0; i < s.n; i++) {
            owed.add(++seq)
            scheduler.add(seq, s.hot)
          }
        } else if (s.do === 'gap') {
          gapsOwed.add(++seq)
          scheduler.addGap(seq, seq)
        } else if (s.do === 'time') {
          now += s.ms
          for (const due of scheduler.overdue(now)) expect(due.dueAt).toBeGreaterThan(now)
        } else if (s.do === 'ack' && flight) acknowledge(flight.seqs.slice(0, s.part), flight.gaps)
        else if (s.do === 'late ack') acknowledge(everSent[s.pick % everSent.length] ?? [])
        else if (s.do === 'putBack' && flight) scheduler.putBack(flight, flight.seqs.slice(s.from))
        else if (s.do === 'refuse' && flight) {
          const verdict = scheduler.refused(flight.id, now)
          if (verdict.kind === 'quarantine') owed.delete(verdict.seq)
        } else if (s.do === 'reconnect') scheduler.connect(now)
        else if (s.do === 'hold') scheduler.hold(s.on, now)
        send()
      }
      // With patience and a cloud that acknowledges, everything owed gets there.
      scheduler.hold(false, now)
      for (let turn = 0; owed.size + gapsOwed.size > 0; turn++) {
        expect(turn).toBeLessThan(20_000)
        now += 1000
        send()
        for (const flight of [...scheduler.flights()]) acknowledge(flight.seqs, flight.gaps)
      }
      expect([...scheduler.flights()]).toEqual([])
      expect(scheduler.wakeAt(now)).toBeUndefined()
    }),
    { numRuns: 150 },
  )
})

test('PK-040 hot goes before live, and what was there at connect is backlog', () => {
  const scheduler = createScheduler(rules)
  for (let s = 1; s <= 3; s++) scheduler.add(s, s === 2)
  scheduler.connect(0)
  scheduler.add(4, false)
  scheduler.add(5, true)
  expect(all(scheduler, 0).map((f) => [f.stream, f.seqs])).toEqual([
    ['hot', [2, 5]],
    ['live', [4]],
    ['backlog', [1, 3]],
  ])
})

test('PK-044 the backlog is held to its credit, the present is not', () => {
  const scheduler = createScheduler({ ...rules, backlogPerSecond: 200 })
  for (let s = 1; s <= 1000; s++) scheduler.add(s, false)
  scheduler.connect(0)
  const sent = (now: number) => {
    const seqs = all(scheduler, now).flatMap((f) => f.seqs)
    scheduler.acknowledged(seqs.map((s) => [s, s]))
    return seqs.length
  }
  expect(sent(0)).toBe(200)
  expect(sent(0)).toBe(0)
  expect(scheduler.wakeAt(0)).toBe(500)
  expect(sent(500)).toBe(100)
  scheduler.add(2000, false)
  expect(sent(500)).toBe(1)
})

test('PK-042 an unacknowledged batch is sent again after 3 s, doubling to 30 s', () => {
  const scheduler = createScheduler(rules)
  scheduler.add(1, false)
  scheduler.next(0)
  const resentAt: number[] = []
  for (let now = 0; now < 120_000; now += 500) {
    if (scheduler.overdue(now).length > 0) resentAt.push(now)
  }
  expect(resentAt).toEqual([3000, 9000, 21_000, 45_000, 75_000, 105_000])
})

test('PK-045 while the cloud drains nothing is sent but one probe per longest wait', () => {
  const scheduler = createScheduler(rules)
  for (let s = 1; s <= 500; s++) scheduler.add(s, s % 2 === 0)
  scheduler.hold(true, 0)
  expect(all(scheduler, 29_999)).toEqual([])
  expect(all(scheduler, 30_000)).toHaveLength(1)
  expect(all(scheduler, 90_000)).toEqual([])
  scheduler.hold(false, 90_000)
  expect(all(scheduler, 90_000).length).toBeGreaterThan(1)
})

test('PK-046 a batch refused three times is split, and an event refused three times alone is quarantined', () => {
  const scheduler = createScheduler(rules)
  for (const s of [1, 2, 3]) scheduler.add(s, false)
  const batch = scheduler.next(0)
  const refuse = (f: Flight | undefined) =>
    [1, 2, 3].map(() => scheduler.refused(f?.id ?? 0, 0)).map((v) => v.kind)
  expect(refuse(batch)).toEqual(['again', 'again', 'split'])
  const singles = all(scheduler, 0)
  expect(singles.map((f) => f.seqs)).toEqual([[1], [2], [3]])
  expect(refuse(singles[1])).toEqual(['again', 'again', 'quarantine'])
})
