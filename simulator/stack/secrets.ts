import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Passwords and tokens made for one data folder, kept in one file that only its owner can read. */
export interface Secrets {
  /** The secret called `name`, made on first use: 256 random bits in base64url. */
  readonly get: (name: string) => string
}

/** Opens the file of secrets, made when missing. */
export function openSecrets(path: string): Secrets {
  mkdirSync(dirname(path), { recursive: true })
  const known = new Map<string, string>(Object.entries(read(path)))
  return {
    get: (name) => {
      const kept = known.get(name)
      if (kept !== undefined) return kept
      const made = randomBytes(32).toString('base64url')
      known.set(name, made)
      writePrivate(path, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`)
      return made
    },
  }
}

function read(path: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new Error(`${path} cannot be read; mend it or delete it`, { cause: error })
  }
}

/** Writes a file that only its owner can read, whole or not at all. */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** SHA-256 in lower-case hex: what is stored of a secret of 256 random bits. */
export function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
