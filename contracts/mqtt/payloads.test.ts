import { expect, test } from 'vitest'
import { LotId } from '../ids.ts'
import { Ack } from './ack.ts'
import { Batch } from './batch.ts'
import { LotEvent, sheddingClass } from './event.ts'
import { lotOfTopic, lotTopics, streams } from './topics.ts'

const batch = {
  v: 1,
  lot: 'ka-p01',
  epoch: '01JAZ3NDEKTSV4RRFFQ69G5FAV',
  boot: 3,
  stream: 'live',
  from: 41,
  to: 42,
  sentAt: 1_790_000_000_500,
  clock: { src: 'ntp', offMs: -12, errMs: 4 },
  ev: [
    { s: 41, id: 'A-17:881', t: 1_790_000_000_000, k: 'occ', d: { slot: 'A-17', occupied: true } },
    { s: 42, t: 1_790_000_000_400, k: 'levitation', d: { height: 2 } },
  ],
}

test('PK-030 version 1 of a batch stays readable', () => {
  expect(Batch.parse(batch)).toEqual({ ...batch, gaps: [] })
})

test('PK-030 an envelope with an unknown key is refused', () => {
  expect(Batch.safeParse({ ...batch, colour: 'red' }).success).toBe(false)
})

test('PK-031 an event of an unknown kind passes the envelope and not the kinds', () => {
  expect(LotEvent.safeParse(batch.ev[1]).success).toBe(false)
  expect(Batch.safeParse(batch).success).toBe(true)
})

test('PK-031 a known kind with an unknown key is understood', () => {
  const event = { ...batch.ev[0], d: { slot: 'A-17', occupied: true, colour: 'red' } }
  expect(LotEvent.parse(event)).toEqual(batch.ev[0])
})

test('version 1 of an acknowledgement stays readable', () => {
  const ack = {
    v: 1,
    epoch: batch.epoch,
    ranges: [
      [1, 40],
      [42, 42],
    ],
    rejected: [],
    nack: [],
  }
  expect(Ack.parse(ack)).toEqual(ack)
})

test('occupancy may be thinned, health goes first, everything else is kept', () => {
  expect(['occ', 'count', 'health', 'entry', 'alarm', 'barrier'].map(sheddingClass)).toEqual([
    'B',
    'B',
    'C',
    'A',
    'A',
    'A',
  ])
})

test('PK-001 the lot of every topic between a lot and the cloud is its fourth level', () => {
  const topics = lotTopics(LotId.parse('ka-p01'))
  const all = [
    topics.state,
    topics.request,
    topics.status,
    topics.ack,
    topics.time,
    ...streams.map(topics.batch),
  ]
  expect(all.map(lotOfTopic)).toEqual(all.map(() => 'ka-p01'))
  expect(lotOfTopic('parkade/v1/cloud/status')).toBeUndefined()
})
