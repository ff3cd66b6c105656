import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrokerUser, TestBroker } from './broker.ts'
import { freePort, restartable } from './process.ts'

/** The embedded broker as a process of its own. */
export async function startAedes(
  users: readonly BrokerUser[],
  given: { port?: number; credentialsFile?: string } = {},
): Promise<TestBroker & { credentialsFile: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-aedes-'))
  const credentials = join(folder, 'credentials.json')
  writeFileSync(credentials, JSON.stringify(users.map(credentialOf)))
  const port = given.port ?? (await freePort())
  const main = new URL('../mqtt/embedded-broker-main.ts', import.meta.url).pathname
  const program = restartable({
    command: process.execPath,
    args: ['--import', 'tsx', main],
    env: {
      BROKER_PORT: String(port),
      BROKER_CREDENTIALS: given.credentialsFile ?? credentials,
      PATH: '',
    },
    ready: /broker ready/,
  })
  await program.start()
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    users,
    credentialsFile: credentials,
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

function credentialOf({ user, role, password }: BrokerUser) {
  return { user, role, passwordSha256: createHash('sha256').update(password).digest('hex') }
}
