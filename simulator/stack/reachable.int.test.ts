import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { databaseFolder, isOpenToAll } from './reachable.ts'

const asRoot = test.runIf(process.getuid?.() === 0)

let top: string
let data: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'parkade-reach-'))
  data = join(top, 'data')
  mkdirSync(data)
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

test('a folder below a private one is not open to all', () => {
  expect(isOpenToAll(data)).toBe(false)
  chmodSync(top, 0o711)
  expect(isOpenToAll(data)).toBe(true)
})

test('in a temporary folder the database lies with the data, where its account can get', () => {
  expect(databaseFolder(data)).toBe(join(data, 'database'))
  if (process.getuid?.() === 0) expect(isOpenToAll(data)).toBe(true)
  expect(statSync(top).mode & 0o066).toBe(0)
})

asRoot("root's database lies elsewhere when a private folder of somebody bars the way", () => {
  const barred = mkdtempSync('/var/lib/parkade-private-')
  try {
    const elsewhere = join(top, 'elsewhere')
    expect(databaseFolder(barred, elsewhere).startsWith(elsewhere)).toBe(true)
    expect(isOpenToAll(barred)).toBe(false)
  } finally {
    rmSync(barred, { recursive: true })
  }
})
