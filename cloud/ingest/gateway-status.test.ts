import { expect, test } from 'vitest'
import { type GatewayPresence, presenceAfter } from './gateway-status.ts'

const first = '01JAZ3NDEKTSV4RRFFQ69G5FA1'
const second = '01JAZ3NDEKTSV4RRFFQ69G5FA2'
const never: GatewayPresence = { gateway: 'never', connection: null }
const online = (connection: string): GatewayPresence => ({ gateway: 'online', connection })

test('PK-070 a late will of an older connection does not end the newer one', () => {
  expect(presenceAfter(online(second), { state: 'offline', conn: first })).toBeUndefined()
})

test('PK-070 the will of the present connection ends it', () => {
  expect(presenceAfter(online(first), { state: 'offline', conn: first })).toEqual({
    gateway: 'offline',
    connection: first,
  })
})

test('the will of a connection whose birth was missed counts', () => {
  const gone = { gateway: 'offline', connection: second }
  expect(presenceAfter(online(first), { state: 'offline', conn: second })).toEqual(gone)
  expect(presenceAfter(never, { state: 'offline', conn: second })).toEqual(gone)
})

test('a birth always counts, even after the clock that names connections went back', () => {
  expect(presenceAfter(online(second), { state: 'online', conn: first })).toEqual(online(first))
})

test('what is already known changes nothing', () => {
  expect(presenceAfter(online(first), { state: 'online', conn: first })).toBeUndefined()
})
