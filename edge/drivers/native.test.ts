import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nativeDriver } from './native.ts'
import { simulatedDriver, simulatedMessage } from './simulated.ts'

const read = (topic: string, payload: Uint8Array | string) =>
  nativeDriver.read({ device: 'd', topic, payload: Buffer.from(payload), now: 99 })

test('a reading without a time is left without, so that the gateway stamps it', () => {
  expect(read('local/v1/slots/A1/occupancy', '{"occupied":true}')).toEqual({
    kind: 'slot',
    reading: { slot: 'A1', occupied: true },
  })
  expect(read('local/v1/barriers/b/state', '{"state":"open"}')).toMatchObject({ event: { t: 99 } })
})

test('PK-012 whatever bytes arrive on whatever topic, the answer is what was said or a reason', () => {
  const topic = fc.oneof(
    fc.string(),
    fc
      .constantFrom('slots/A/occupancy', 'barriers/B/event', 'counters/C/count', 'slots//occupancy')
      .map((t) => `local/v1/${t}`),
    fc.constant('local/v1/__proto__/x/constructor'),
  )
  const payload = fc.oneof(
    fc.uint8Array(),
    fc.json().map((j) => Buffer.from(j)),
  )
  fc.assert(
    fc.property(topic, payload, (at, bytes) => {
      const said = read(at, bytes)
      if (said.kind === 'rejected') expect(said.reason).toMatch(/^[^\n]{1,200}$/)
    }),
  )
})

test('bytes that are no UTF-8 are no JSON', () => {
  expect(read('local/v1/slots/A/occupancy', new Uint8Array([0x22, 0xff, 0x22]))).toEqual({
    kind: 'rejected',
    reason: 'not-json',
  })
})

test('what a simulated device says is checked like the rest', () => {
  const { payload, topic, device } = simulatedMessage('s' as never, {
    kind: 'event',
    event: { t: 1, k: 'barrier', d: { barrier: 'b' as never, state: 'open' } },
  })
  expect(simulatedDriver.read({ device, topic, payload, now: 1 })).toMatchObject({
    event: { k: 'barrier', t: 1 },
  })
  expect(simulatedDriver.read({ device, topic, payload: Buffer.from('{'), now: 1 }).kind).toBe(
    'rejected',
  )
})
