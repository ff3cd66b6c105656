import { readFileSync } from 'node:fs'
import { programCommand } from './programs.ts'
import { databaseFolder } from './reachable.ts'
import type { Service } from './service.ts'
import type { Supervisor } from './supervisor.ts'

/** A running PostgreSQL. */
export interface Database {
  readonly service: Service
  /** Connection string of its superuser, with the password. The same for as long as the stack lives. */
  readonly url: () => string
  /** SIGKILL to the server itself, as the kernel short of memory would; resolves when the process is gone. */
  readonly crash: () => Promise<void>
  /** PostgreSQL's immediate shutdown (SIGQUIT): nothing is finished, the next start recovers. */
  readonly halt: () => Promise<void>
}

/** Starts the embedded PostgreSQL on `<folder>/database`. `settings` are those of postgresql.conf. */
export async function startDatabase(
  supervisor: Supervisor,
  options: { settings?: Record<string, string> } = {},
): Promise<Database> {
  const folder = databaseFolder(supervisor.folder)
  if (!folder.startsWith(supervisor.folder)) {
    supervisor.say('warn', 'the database lies elsewhere, because its account cannot reach here', {
      folder,
    })
  }
  const settings = Object.entries(options.settings ?? {}).flatMap(([key, value]) => [
    '--setting',
    `${key}=${value}`,
  ])
  const service = supervisor.add('database', {
    name: 'database',
    stopMs: 30_000,
    command: (last) => {
      const port = last ? ['--port', new URL(String(last.facts['url'])).port] : []
      return programCommand('database', [folder, ...port, ...settings])
    },
    ready: (record) => record.message === 'database ready',
  })
  await service.start()
  const facts = () => service.readyLine()?.facts ?? {}
  const end = async (signal: NodeJS.Signals) => {
    process.kill(Number(facts()['serverPid']), signal)
    await service.kill('SIGKILL')
  }
  return {
    service,
    url: () => {
      const url = new URL(String(facts()['url']))
      url.password = readFileSync(String(facts()['passwordFile']), 'utf8').trim()
      return url.href
    },
    crash: () => end('SIGKILL'),
    halt: () => end('SIGQUIT'),
  }
}
