import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

const good = {
  lot: 'L1',
  dataFolder: '/data',
  cloud: { url: 'mqtts://cloud.example:8883', username: 'L1', password: 'p' },
  local: { host: '0.0.0.0', port: 1883 },
  http: { host: '127.0.0.1', port: 9000 },
  devices: [{ id: 'd', secretSha256: 'a'.repeat(64), publish: ['local/v1/slots/+/occupancy'] }],
}

test('what has a default may be left out', () => {
  const config = parseConfig(good)
  expect(config.disk).toMatchObject({ maxBytes: 536_870_912, softShare: 0.8 })
  expect(config.uplink).toMatchObject({ backoffMaxMs: 60_000, resendMinMs: 3000, stallMs: 60_000 })
})

test('all faults are named at once', () => {
  const bad = { ...good, lot: 'a b', local: { host: '', port: 70_000 }, colour: 'red' }
  expect(() => parseConfig(bad)).toThrow(
    /lot: [\s\S]*local\.host: [\s\S]*local\.port: [\s\S]*colour/,
  )
})

test('a device named twice is a fault', () => {
  expect(() => parseConfig({ ...good, devices: [...good.devices, ...good.devices] })).toThrow(
    'name devices twice: d',
  )
})

test('PK-010 a device cannot be allowed a topic outside the lot’s own', () => {
  const devices = [{ ...good.devices[0], publish: ['$SYS/#'] }]
  expect(() => parseConfig({ ...good, devices })).toThrow(/publish/)
})
