import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUplink, sha256Of } from './uplink.ts'

const topic = 'parkade/v1/lots/north/up/batch/live'
const occ = { s: 1, t: 5, k: 'occ', d: { slot: 'S1', occupied: true } }
const batch = {
  v: 1,
  lot: 'north',
  epoch: '01JAZ3NDEKTSV4RRFFQ69G5FAV',
  boot: 1,
  stream: 'live',
  from: 1,
  to: 1,
  sentAt: 0,
  clock: { src: 'ntp', offMs: 0, errMs: 0 },
  ev: [occ],
}
const read = (payload: unknown, on = topic) => {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return readUplink(on, Buffer.from(text), 77)
}
const refusalOf = (payload: unknown) => {
  const uplink = read(payload)
  return uplink?.kind === 'unreadable' ? uplink.refusal.code : undefined
}

test('PK-030 the envelope is strict', () => {
  expect(refusalOf({ ...batch, colour: 'red' })).toBe('invalid-envelope')
  expect(refusalOf({ ...batch, epoch: 'today' })).toBe('invalid-envelope')
  expect(
    refusalOf({ ...batch, gaps: [{ from: 5, to: 4, class: 'A', reason: '', count: 1 }] }),
  ).toBe('invalid-envelope')
  expect(refusalOf('{')).toBe('invalid-json')
})

test('PK-032 the lot of the envelope is the lot of the topic', () => {
  expect(refusalOf({ ...batch, lot: 'south' })).toBe('foreign-lot')
})

test('PK-031 events are read one by one: understood, unknown or refused', () => {
  const unknown = { s: 2, k: 'levitation', d: { height: 2 } }
  const wrong = { s: 3, t: 5, k: 'occ', d: { slot: 'S1', occupied: 'perhaps' } }
  expect(read({ ...batch, ev: [occ, unknown, wrong] })).toMatchObject({
    kind: 'batch',
    lot: 'north',
    receivedAt: 77,
    events: [
      { s: 1, event: occ },
      { s: 2, unknown: 'levitation', raw: unknown },
      { s: 3, refused: { code: 'invalid-event' }, raw: wrong },
    ],
  })
})

test('PK-063 an unreadable batch is named by the SHA-256 of its payload; other topics get no nack', () => {
  expect(read('{')).toMatchObject({ nack: true, sha256: sha256Of('{') })
  expect(read('{', 'parkade/v1/lots/north/up/state')).toMatchObject({ nack: false })
  expect(read('{', 'parkade/v1/lots/north/status')).toMatchObject({ nack: false })
})

test('topics that ingest has no use for are passed over', () => {
  expect(read({}, 'parkade/v1/lots/north/up/cmdack')).toBeUndefined()
  expect(read({}, 'parkade/v1/lots/north/up/req')).toBeUndefined()
  expect(read({}, 'elsewhere')).toBeUndefined()
})

test('nothing a gateway can send makes reading fail', () => {
  const path = fc.constantFrom('up/batch/live', 'up/state', 'status', 'up/req')
  const field = fc.constantFrom(...Object.keys(batch))
  fc.assert(
    fc.property(path, field, fc.jsonValue(), fc.jsonValue(), (where, key, value, ev) => {
      const on = `parkade/v1/lots/north/${where}`
      expect(() => read({ ...batch, [key]: value, ev: [occ, ev] }, on)).not.toThrow()
      expect(() => read(JSON.stringify(value), on)).not.toThrow()
    }),
    { numRuns: 300 },
  )
})
