import { expect, test } from 'vitest'
import { Ack } from '#contracts/mqtt/ack.ts'
import { ackOf, nacksOf } from './answers.ts'
import type { ClaimedStream } from './group.ts'
import { claimsOn } from './received.ts'
import type { UnreadableUplink } from './uplink.ts'

const epoch = '01JAZ3NDEKTSV4RRFFQ69G5FAV'

function stream(received: [number, number][], spans: [number, number][]): ClaimedStream {
  const row = { lotId: 1, epoch, epochNo: 1, received }
  return { row, lot: 'north', claims: claimsOn(received), spans, rejected: [] }
}

test('PK-060 an acknowledgement is what is committed: earlier ranges and what this commit added', () => {
  const one = stream([[1, 5]], [[6, 9]])
  one.claims.claim(6)
  one.claims.claim(9)
  expect(ackOf(one).ack.ranges).toEqual([
    [1, 6],
    [9, 9],
  ])
})

test('PK-060 with very many holes only what was asked about is acknowledged, within the message', () => {
  const holes = Array.from({ length: 500 }, (_, i): [number, number] => [i * 10 + 1, i * 10 + 2])
  const { ack } = ackOf(stream(holes, [[101, 130]]))
  expect(ack.ranges).toEqual([
    [101, 102],
    [111, 112],
    [121, 122],
  ])
  const everything = ackOf(stream(holes, [[1, 9_999]]))
  expect(Ack.safeParse(everything.ack).success).toBe(true)
})

test('PK-063 unreadable payloads are named to their lot', () => {
  const unreadable = (lot: string, sha256: string, nack = true): UnreadableUplink => ({
    kind: 'unreadable',
    lot,
    topic: '',
    receivedAt: 0,
    payload: Buffer.alloc(0),
    sha256,
    refusal: { code: 'invalid-json', detail: '' },
    nack,
  })
  const answers = nacksOf([
    unreadable('north', 'a'),
    unreadable('south', 'b'),
    unreadable('north', 'c'),
    unreadable('north', 'd', false),
  ])
  expect(answers.map(({ lot, ack }) => [lot, ack.nack.map((n) => n.sha256)])).toEqual([
    ['north', ['a', 'c']],
    ['south', ['b']],
  ])
})
