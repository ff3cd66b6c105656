import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Observation } from '#contracts/mqtt/event.ts'
import { type CrashDisk, crashDisk } from '../testing/crash-disk.ts'
import { loadQueue } from './load.ts'
import { type Outbox, runOutbox } from './outbox.ts'

const epoch = '01J0000000000000000000000A'

async function open(disk: CrashDisk): Promise<Outbox> {
  const storage = disk.open()
  return runOutbox(storage, await loadQueue(storage, epoch), { deadLetters: 10, failed: () => {} })
}

/** The class of an observation follows from its kind: alarm A, occ B, health C. */
function observation(id: number): Observation {
  const kinds: Observation[] = [
    { id: `e${id}`, t: id, k: 'alarm', d: { code: 'x', cleared: false } },
    { id: `e${id}`, t: id, k: 'occ', d: { slot: 'A', occupied: true } as never },
    { id: `e${id}`, t: id, k: 'health', d: { device: 'd' } },
  ]
  return kinds[id % 3] as Observation
}

const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('take' as const), n: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const), acked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('shed' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fuse' as const),
      writes: fc.integer({ min: 0, max: 3 }),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
)

test('PK-020 PK-021 whatever write the power fails at, all that was acknowledged is delivered or declared, and no number is used twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
      const disk = crashDisk()
      /** What the cloud was ever sent under a number. */
      const delivered = new Map<number, string>()
      const declared = new Set<number>()
      /** Devices know only that the message was taken. */
      const acknowledged = new Map<string, number>()
      let ids = 0
      let outbox = await open(disk)

      const deliver = async (acked: boolean) => {
        const seqs = outbox.kept(1, 1000)
        const committed: [number, number][] = []
        for (const [i, json] of (await outbox.read(seqs)).entries()) {
          const event = JSON.parse(json ?? '{}')
          expect(delivered.get(event.s) ?? event.id).toBe(event.id)
          delivered.set(event.s, event.id)
          committed.push([seqs[i] ?? 0, seqs[i] ?? 0])
        }
        for (const gap of outbox.gaps()) {
          expect(seqs.filter((s) => gap.from <= s && s <= gap.to)).toEqual([])
          for (let s = gap.from; s <= gap.to; s++) declared.add(s)
          committed.push([gap.from, gap.to])
        }
        if (acked) outbox.acknowledge(committed)
      }

      for (const step of [...commands, { do: 'lose' as const }]) {
        try {
          if (step.do === 'take') {
            const taken = Array.from({ length: step.n }, () => {
              const id = ++ids
              return { id: `e${id}`, seq: outbox.add(observation(id)) }
            })
            await outbox.commit()
            for (const { id, seq } of taken) acknowledged.set(id, seq)
          } else if (step.do === 'deliver') await deliver(step.acked)
          else if (step.do === 'shed') {
            outbox.drop(outbox.kept(1, 3), 'disk-soft-limit')
            await outbox.commit()
          } else if (step.do === 'fuse') disk.crashAfter(step.writes, step.kept)
          else disk.crash(0)
        } catch (error) {
          if (!disk.dead) throw error
        }
        if (disk.dead) outbox = await open(disk)
      }
      await deliver(true)
      for (const [id, seq] of acknowledged) {
        if (delivered.get(seq) !== id) expect(declared, `${id} as ${seq}`).toContain(seq)
      }
    }),
    { numRuns: 300 },
  )
})

test('PK-022 the epoch stays and the boot counter grows over restarts', async () => {
  const disk = crashDisk()
  const first = await open(disk)
  disk.crash(0)
  const second = await open(disk)
  expect([first.epoch, first.boot, second.epoch, second.boot]).toEqual([epoch, 1, epoch, 2])
})

test('an event is not ready to be sent before it is on the disk', async () => {
  const outbox = await open(crashDisk())
  const ready: number[] = []
  outbox.onReady((events) => ready.push(...events.map((e) => e.seq)))
  outbox.add(observation(1))
  expect(ready).toEqual([])
  await outbox.commit()
  expect(ready).toEqual([1])
})

test('PK-051 a gap is declared with the events it stands for and goes when the cloud has all of it', async () => {
  const outbox = await open(crashDisk())
  for (let id = 1; id <= 6; id++) outbox.add(observation(1))
  await outbox.commit()
  outbox.drop([2, 3, 5], 'disk-soft-limit')
  expect([...outbox.gaps()]).toMatchObject([
    { from: 2, to: 3, class: 'B', count: 2 },
    { from: 5, to: 5, class: 'B', count: 1 },
  ])
  outbox.acknowledge([[1, 2]])
  expect([...outbox.gaps()]).toHaveLength(2)
  outbox.acknowledge([[1, 6]])
  expect([...outbox.gaps()]).toEqual([])
  expect(outbox.stats()).toMatchObject({ queued: 0, bytes: 0 })
})

test('PK-016 of dead letters only the newest are kept', async () => {
  const disk = crashDisk()
  const outbox = await open(disk)
  for (let i = 0; i < 25; i++) {
    outbox.deadLetter({ at: i, device: 'd', topic: 't', reason: 'r', payload: String(i) })
  }
  await outbox.commit()
  disk.crash(0)
  expect((await open(disk)).stats().deadLetters).toBe(10)
})
