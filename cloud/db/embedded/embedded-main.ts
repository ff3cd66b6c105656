import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openPool } from '../pool.ts'
import { startEmbedded } from './server.ts'

/**
 * The embedded PostgreSQL as a process: `embedded-main <folder> [--port n] [--database name] [--setting key=value]…`.
 * Prints one JSON line with the url, without its password, once it answers; stops the server on SIGTERM; ends with code 1 when the server has.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string' },
    database: { type: 'string', default: 'parkade' },
    setting: { type: 'string', multiple: true, default: [] },
  },
})
const folder = positionals[0]
if (folder === undefined) throw new Error('usage: embedded-main <folder> [--port n]')

const stopping = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())

const say = (message: string, facts: Record<string, unknown>) =>
  process.stdout.write(
    `${JSON.stringify({ level: 30, time: Date.now(), msg: message, ...facts })}\n`,
  )

const server = await startEmbedded(folder, {
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  settings: Object.fromEntries(
    values.setting.map((pair): [string, string] => {
      const [key = '', ...value] = pair.split('=')
      return [key, value.join('=')]
    }),
  ),
})
await ensureDatabase(values.database)
const url = new URL(server.url(values.database))
url.password = ''
say('database ready', {
  url: url.href,
  passwordFile: join(folder, 'password'),
  serverPid: server.pid,
})

while (!stopping.signal.aborted && isRunning(server.pid)) {
  await delay(250, undefined, { signal: stopping.signal }).catch(() => {})
}
if (stopping.signal.aborted) {
  await server.stop()
  say('database stopped', {})
} else {
  say('database is gone', { serverPid: server.pid })
  process.exitCode = 1
}
if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')

async function ensureDatabase(name: string): Promise<void> {
  await using admin = disposable(openPool(server.url('postgres'), { max: 1 }))
  const found = await admin.pool.query('select 1 from pg_database where datname = $1', [name])
  if (found.rowCount === 0) await admin.pool.query(`create database "${name.replaceAll('"', '')}"`)
}

function disposable(pool: ReturnType<typeof openPool>) {
  return { pool, [Symbol.asyncDispose]: () => pool.end() }
}

/** A dead postmaster that nobody has waited for (node as process 1) still answers to signal 0. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? process.platform !== 'linux'
      : error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
