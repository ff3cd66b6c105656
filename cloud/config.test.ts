import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'

const least = { ROLES: 'api', DATABASE_URL: 'postgres://parkade:geheim@db/parkade' }

test('an api needs no broker', () => {
  const config = loadConfig(least)
  expect(config.roles).toEqual(['api'])
  expect(config.http).toEqual({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: 'http://127.0.0.1:8080',
    dashboardFolder: undefined,
  })
})

test('all wrong variables are named at once, without their values', () => {
  const wrong = {
    ROLES: 'api,live,dance',
    DATABASE_URL: 'mysql://root:geheim@db',
    HTTP_PORT: '99999',
    OPERATOR_TOKEN_SHA256: 'geheim',
  }
  const message = failure(() => loadConfig(wrong))
  for (const name of Object.keys(wrong)) expect(message).toContain(`${name}`)
  expect(message).not.toContain('geheim')
})

test('roles that talk to the broker name what they lack', () => {
  const message = failure(() => loadConfig({ ...least, ROLES: 'ingest,live', MQTT_URL: '' }))
  for (const name of ['MQTT_URL', 'MQTT_INGEST_PASSWORD', 'MQTT_LIVE_PASSWORD']) {
    expect(message).toContain(`${name}: `)
  }
})

test('a role signs in by password or by a certificate with its key', () => {
  const live = { ...least, ROLES: 'live', MQTT_URL: 'mqtts://broker:8884' }
  expect(failure(() => loadConfig({ ...live, MQTT_LIVE_CERT_FILE: 'live.crt' }))).toContain(
    'MQTT_LIVE_KEY_FILE: a certificate and its key come together',
  )
  expect(failure(() => loadConfig(live))).toContain(
    'MQTT_LIVE_PASSWORD: the role live needs it, or',
  )
})

test('what must not be shown is under secrets alone', () => {
  const config = loadConfig({
    ...least,
    ROLES: 'api,ingest',
    MQTT_URL: 'mqtt://broker',
    MQTT_INGEST_PASSWORD: 'geheim-2',
  })
  const { secrets, ...shown } = config
  expect(JSON.stringify(shown)).not.toContain('geheim')
  expect(secrets).toMatchObject({ databaseUrl: least.DATABASE_URL, ingestPassword: 'geheim-2' })
})

test('an address that means all of a machine is not published', () => {
  expect(loadConfig({ ...least, HTTP_HOST: '0.0.0.0' }).http.publicUrl).toBe(
    'http://localhost:8080',
  )
  expect(loadConfig({ ...least, PUBLIC_URL: 'https://park.example/' }).http.publicUrl).toBe(
    'https://park.example',
  )
})

function failure(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('nothing was refused')
}
