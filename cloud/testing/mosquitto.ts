import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mosquittoAcl } from '#contracts/mqtt/mosquitto-acl.ts'
import type { BrokerUser, TestBroker } from './broker.ts'
import { freePort, restartable } from './process.ts'

const sbin = { PATH: '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin' }

/** Whether Mosquitto is installed. Throws when it is not and CI=true: there it must be tested against. */
export function mosquittoAvailable(): boolean {
  const found = spawnSync('mosquitto', ['-h'], { env: sbin }).error === undefined
  if (!found && process.env['CI'] === 'true')
    throw new Error('CI=true, but mosquitto is not installed')
  return found
}

/** The lines of mosquitto/mosquitto.conf that decide what a peer may do, for one plain listener with passwords. */
function configuration(folder: string, port: number): string {
  return `per_listener_settings false
listener ${port} 127.0.0.1
allow_anonymous false
user root
password_file ${join(folder, 'passwords')}
acl_file ${join(folder, 'acl')}
max_packet_size 262144
max_keepalive 120
max_inflight_messages 200
max_queued_messages 20000
max_queued_bytes 67108864
persistence false
log_dest stderr
connection_messages true
`
}

/** Mosquitto on 127.0.0.1 with passwords and the ACL of contracts/mqtt/acl.ts. */
export async function startMosquitto(
  users: readonly BrokerUser[],
  extra: { configuration?: string } = {},
): Promise<TestBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-mosquitto-'))
  const port = await freePort()
  const passwords = join(folder, 'passwords')
  writeFileSync(passwords, users.map((u) => `${u.user}:${u.password}\n`).join(''), { mode: 0o600 })
  execFileSync('mosquitto_passwd', ['-U', passwords], { env: sbin, stdio: 'pipe' })
  writeFileSync(join(folder, 'acl'), mosquittoAcl(users), { mode: 0o600 })
  const config = join(folder, 'mosquitto.conf')
  writeFileSync(config, configuration(folder, port) + (extra.configuration ?? ''))
  const program = restartable({
    command: 'mosquitto',
    args: ['-c', config],
    env: sbin,
    ready: /mosquitto version .* running/,
  })
  await program.start()
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    users,
    output: program.output,
    stop: () => program.end('SIGTERM'),
    kill: () => program.end('SIGKILL'),
    restart: program.start,
    [Symbol.asyncDispose]: async () => {
      await program.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
