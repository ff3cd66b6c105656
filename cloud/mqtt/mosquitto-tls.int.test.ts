import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mosquittoAvailable } from '../testing/mosquitto.ts'
import { connectPeer } from '../testing/peer.ts'
import { freePort, restartable } from '../testing/process.ts'

const source = new URL('../../mosquitto/', import.meta.url).pathname
const sbin = { PATH: '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin' }
const runIf = test.runIf(mosquittoAvailable())
let folder: string
let gateways: string
let inside: string
let broker: ReturnType<typeof restartable>

/** The production configuration as it is shipped, with the places of this test. */
async function configure(): Promise<string> {
  const [outer, inner] = [await freePort(), await freePort()]
  gateways = `mqtts://127.0.0.1:${outer}`
  inside = `mqtts://127.0.0.1:${inner}`
  const text = readFileSync(join(source, 'mosquitto.conf'), 'utf8')
    .replace('listener 8883', `listener ${outer} 127.0.0.1`)
    .replace('listener 8884', `listener ${inner} 127.0.0.1`)
    .replaceAll('/mosquitto/certs', folder)
    .replace('/mosquitto/config/acl', join(source, 'acl'))
    .replace('persistence true', 'persistence false')
    .replace('log_dest stdout', 'log_dest stderr')
    .replace(/^log_timestamp_format.*$/m, 'log_type information')
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(file, `user root\n${text}`)
  return file
}
const provision = (...args: string[]) =>
  execFileSync(join(source, 'provision.sh'), [args[0] ?? '', folder, ...args.slice(1)], {
    stdio: 'pipe',
  })
const read = (name: string) => readFileSync(join(folder, name))
const peer = (url: string, name: string, claimed = name) =>
  connectPeer(
    { url },
    { user: claimed, password: 'none' },
    {
      ca: read('clients-ca.crt'),
      cert: read(`${name}.crt`),
      key: read(`${name}.key`),
    },
  )

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parkade-tls-'))
  provision('authority')
  provision('server', '127.0.0.1')
  for (const name of ['lot-1', 'lot-2', 'ingest', 'revoked']) provision('client', name)
  provision('revoke', 'revoked')
  broker = restartable({
    command: 'mosquitto',
    args: ['-c', await configure()],
    env: sbin,
    ready: /mosquitto version .* running/,
  })
  if (mosquittoAvailable()) await broker.start()
})
afterAll(async () => {
  await broker.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

runIf(
  'PK-010 in production the certificate says who a gateway is, whatever it claims',
  async () => {
    await using ingest = await peer(inside, 'ingest')
    await ingest.subscribe('parkade/v1/lots/+/up/#')
    await using liar = await peer(gateways, 'lot-1', 'lot-2')
    await liar.publish('parkade/v1/lots/lot-2/up/state', 'foreign')
    await liar.publish('parkade/v1/lots/lot-1/up/state', 'own')
    await vi.waitFor(() => expect(ingest.heard).toEqual(['parkade/v1/lots/lot-1/up/state own']))
  },
)

runIf('PK-010 no certificate, a revoked one and a foreign one are refused', async () => {
  const nobody = connectPeer(
    { url: gateways },
    { user: 'lot-1', password: 'none' },
    {
      ca: read('clients-ca.crt'),
    },
  )
  await expect(nobody).rejects.toThrow()
  await expect(peer(gateways, 'revoked')).rejects.toThrow()
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'].concat(
      ['-keyout', join(folder, 'foreign.key'), '-out', join(folder, 'foreign.crt')],
      ['-subj', '/CN=lot-1'],
    ),
    { stdio: 'pipe' },
  )
  await expect(peer(gateways, 'foreign')).rejects.toThrow()
})

runIf(
  'PK-011 on the gateways’ port nobody takes a gateway’s place by naming its client id',
  async () => {
    await using one = await peer(gateways, 'lot-1')
    const naming = { ca: read('clients-ca.crt'), cert: read('lot-2.crt'), key: read('lot-2.key') }
    await using two = await connectPeer(
      { url: gateways },
      { user: 'lot-2', password: 'none' },
      {
        ...naming,
        clientId: 'lot-1',
      },
    )
    expect(await one.publish('parkade/v1/lots/lot-1/up/state', 'still here')).toBe(true)
    expect([one.isGone(), two.isGone()]).toEqual([false, false])
  },
)
