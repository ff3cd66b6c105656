import { expect, test } from 'vitest'
import { batchOf, occ } from '../testing/test-gateway.ts'
import { lotDirectory } from './directory.ts'
import { readUplink, type Uplink } from './uplink.ts'

const epoch = '01JAZ3NDEKTSV4RRFFQ69G5FAV'

function stage() {
  let now = 0
  const asked: string[][] = []
  const slots = new Map([['S1', 11]])
  const directory = lotDirectory(
    async (codes) => {
      asked.push(codes)
      return codes
        .filter((code) => code === 'north')
        .map((lot) => ({ lotId: 1, lot, capacity: 2, slots: new Map(slots) }))
    },
    () => now,
  )
  const uplink = (lot: string, slot: string) => {
    const payload = Buffer.from(JSON.stringify(batchOf(lot, epoch, [occ(1, 0, slot, true)])))
    return readUplink(`parkade/v1/lots/${lot}/up/batch/live`, payload, 0) as Uplink
  }
  return {
    asked,
    slots,
    ask: (lot: string, slot: string) => directory.resolve([uplink(lot, slot)]),
    wait: (ms: number) => {
      now += ms
    },
  }
}

test('a known slot is not asked for again until it may be out of date', async () => {
  const t = stage()
  await t.ask('north', 'S1')
  t.wait(29_000)
  await t.ask('north', 'S1')
  expect(t.asked).toHaveLength(1)
  t.wait(2_000)
  await t.ask('north', 'S1')
  expect(t.asked).toHaveLength(2)
})

test('a slot made a moment ago is found before its event counts as unknown', async () => {
  const t = stage()
  await t.ask('north', 'S1')
  t.slots.set('S2', 12)
  t.wait(1_001)
  expect((await t.ask('north', 'S2')).get('north')?.slots.get('S2')).toBe(12)
})

test('a stream of unknown slots or lots asks at most once a second', async () => {
  const t = stage()
  for (let i = 0; i < 100; i++) {
    await t.ask('north', 'S9')
    await t.ask('nowhere', 'S1')
    t.wait(5)
  }
  expect(t.asked).toHaveLength(2)
  expect((await t.ask('nowhere', 'S1')).size).toBe(0)
})
