import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { mosquittoAcl } from '#contracts/mqtt/mosquitto-acl.ts'
import type { BrokerUser } from './broker.ts'
import { writePrivate } from './secrets.ts'
import type { Service } from './service.ts'
import type { Supervisor } from './supervisor.ts'

const program = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto']

/** Mosquitto on `port` of 127.0.0.1, its password and access files made from the users and the contracts' table. */
export function mosquittoService(
  supervisor: Supervisor,
  options: { folder: string; port: number; users: () => readonly BrokerUser[] },
): Service {
  const path = program.find(existsSync)
  if (path === undefined) {
    throw new Error('Mosquitto is not installed (Debian and Ubuntu: apt-get install mosquitto)')
  }
  return supervisor.add('broker', {
    name: 'broker',
    command: () => {
      const config = writeFiles(options.folder, options.port, options.users())
      return { ...endingWithParent(path), args: [...endingWithParent(path).args, '-c', config] }
    },
    ready: (record) => /mosquitto version \S+ running/.test(record.message),
  })
}

function writeFiles(folder: string, port: number, users: readonly BrokerUser[]): string {
  const passwords = join(folder, 'passwords')
  const acl = join(folder, 'acl')
  const config = join(folder, 'mosquitto.conf')
  rmSync(passwords, { force: true })
  writePrivate(passwords, users.map(({ user, password }) => `${user}:${password}\n`).join(''))
  execFileSync('mosquitto_passwd', ['-U', passwords], { stdio: 'pipe' })
  writePrivate(acl, mosquittoAcl(users))
  writePrivate(config, configFile(port, passwords, acl))
  return config
}

function configFile(port: number, passwords: string, acl: string): string {
  return [
    // Started by root it would change to an account that cannot read the files beside it.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${passwords}`,
    `acl_file ${acl}`,
    'persistence false',
    'max_packet_size 262144',
    'max_inflight_messages 200',
    'max_queued_messages 20000',
    'log_dest stderr',
    'log_type error',
    'log_type warning',
    'log_type notice',
    'log_type information',
    'connection_messages false',
    '',
  ].join('\n')
}

/** It does not watch our pipe, so Linux is asked to end it with its parent (prctl(2), PR_SET_PDEATHSIG). */
function endingWithParent(path: string): { program: string; args: string[] } {
  const setpriv = '/usr/bin/setpriv'
  return existsSync(setpriv)
    ? { program: setpriv, args: ['--pdeathsig', 'TERM', path] }
    : { program: path, args: [] }
}
