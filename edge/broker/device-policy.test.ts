import { expect, test } from 'vitest'
import { secretOf } from '../testing/device.ts'
import { devicePolicy } from './device-policy.ts'
import { rateLimit } from './rate-limit.ts'

const policy = devicePolicy([
  { id: 'a', secretSha256: secretOf('one'), publish: ['local/v1/slots/+/occupancy'] },
])

test('PK-010 a device is known by the hash of its secret', () => {
  expect(policy.knows('a', Buffer.from('one'))).toBe(true)
  expect(policy.knows('a', Buffer.from('two'))).toBe(false)
  expect(policy.knows('b', Buffer.from('one'))).toBe(false)
  expect(policy.knows('', Buffer.alloc(0))).toBe(false)
})

test('PK-010 a device publishes only under its filters and hears only what is addressed to it', () => {
  expect(policy.mayPublish('a', 'local/v1/slots/7/occupancy')).toBe(true)
  expect(policy.mayPublish('a', 'local/v1/slots/7/occupancy')).toBe(true)
  expect(policy.mayPublish('a', 'local/v1/slots/7/8/occupancy')).toBe(false)
  expect(policy.mayPublish('a', '$SYS/x')).toBe(false)
  expect(policy.mayPublish('b', 'local/v1/slots/7/occupancy')).toBe(false)
  expect(policy.maySubscribe('a', 'local/v1/devices/a/cmd')).toBe(true)
  expect(policy.maySubscribe('a', 'local/v1/devices/b/cmd')).toBe(false)
  expect(policy.maySubscribe('a', '#')).toBe(false)
})

test('PK-015 messages over the rate wait their turn and are not refused', () => {
  const limit = rateLimit(10)
  const waits = Array.from({ length: 13 }, () => limit(0))
  expect(waits.slice(0, 10)).toEqual(Array(10).fill(0))
  expect(waits.slice(10)).toEqual([100, 200, 300])
  expect(limit(10_000)).toBe(0)
})
