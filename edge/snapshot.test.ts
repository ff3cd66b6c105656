import { expect, test } from 'vitest'
import { LotState } from '#contracts/mqtt/state.ts'
import { snapshotParts } from './snapshot.ts'

const facts = {
  lot: 'L' as never,
  epoch: '01J0000000000000000000000A',
  at: 5,
  clock: { src: 'none' as const, offMs: 0, errMs: 0 },
  heartbeatMs: 60_000,
  gateway: {
    queued: 0,
    oldestAt: null,
    diskBytes: 0,
    diskLimitBytes: 1,
    deadLetters: 0,
    uptimeMs: 1,
  },
}

test('PK-071 a lot without slots still has a snapshot, and each part is what the contract says', () => {
  expect(snapshotParts({ slots: new Map(), barriers: new Map() }, facts)).toHaveLength(1)
  const slot = { occupied: true, s: 3, since: 1, seen: 2, changes: [1], batteryPercent: 50 }
  const slots = new Map(Array.from({ length: 1001 }, (_, i) => [`S${i}`, slot]))
  const barriers = new Map([['in', { state: 'open' as const, seen: 4 }]])
  const parts = snapshotParts({ slots, barriers }, facts)
  expect(parts.map((p) => [p.slots.length, p.barriers.length])).toEqual([
    [500, 1],
    [500, 0],
    [1, 0],
  ])
  for (const part of parts) expect(LotState.parse(part)).toEqual(part)
})
