import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mosquittoAvailable, startMosquitto } from '../testing/mosquitto.ts'
import { freePort } from '../testing/process.ts'
import { keepConnection } from './connection.ts'

const soon = { timeout: 20_000, interval: 50 }
const hasOpenssl = spawnSync('openssl', ['version']).error === undefined
const runIf = test.runIf(mosquittoAvailable() && hasOpenssl)
let folder: string
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

beforeAll(() => {
  if (!hasOpenssl) return
  folder = mkdtempSync(join(tmpdir(), 'parkade-certificates-'))
  const script = fileURLToPath(new URL('../../mosquitto/provision.sh', import.meta.url))
  for (const [what, name] of [['authority'], ['server', 'localhost'], ['client', 'ingest']]) {
    execFileSync('bash', [script, what ?? '', folder, ...(name ? [name] : [])], { stdio: 'pipe' })
  }
})
afterAll(() => {
  if (hasOpenssl) rmSync(folder, { recursive: true, force: true })
})

/** A listener as mosquitto.conf has it for the cloud's roles. */
const listener = (port: number) => `listener ${port} 127.0.0.1
tls_version tlsv1.2
cafile ${join(folder, 'clients-ca.crt')}
certfile ${join(folder, 'server.crt')}
keyfile ${join(folder, 'server.key')}
require_certificate true
use_identity_as_username true
`

runIf('a role signs in by its certificate alone, and has the rights of its name', async () => {
  const port = await freePort()
  const users = [{ user: 'ingest', role: 'ingest', password: 'another' }] as const
  await using _broker = await startMosquitto(users, { configuration: listener(port) })
  const heard: string[] = []
  const options = {
    name: 'test',
    log: pino({ level: 'silent' }),
    onOnline: (session: { subscribe: (filters: string[], qos: 1) => Promise<unknown> }) =>
      session.subscribe(['parkade/v1/cloud/status'], 1).then(() => {}),
    onMessage: (message: { topic: string }, done: () => void) => {
      heard.push(message.topic)
      done()
    },
  }
  const url = `mqtts://localhost:${port}`
  const ca = read('clients-ca.crt')
  const identity = { cert: read('ingest.crt'), key: read('ingest.key') }
  const broker = { url, username: 'ingest', password: '', ca }
  await using stranger = keepConnection({ ...options, broker })
  await using ingest = keepConnection({ ...options, broker: { ...broker, identity } })
  await vi.waitFor(() => expect(ingest.session()).toBeDefined(), soon)
  await ingest.session()?.deliver('parkade/v1/cloud/status', 'online')
  await vi.waitFor(() => expect(heard).toEqual(['parkade/v1/cloud/status']), soon)
  expect(stranger.session()).toBeUndefined()
})
