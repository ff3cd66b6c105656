import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { databaseFolder, isOpenToAll } from './reachable.ts'

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

test("the database lies in the data folder unless root's PostgreSQL cannot get there", () => {
  const elsewhere = join(top, 'elsewhere')
  const isRoot = process.getuid?.() === 0
  expect(databaseFolder(data, elsewhere).startsWith(isRoot ? elsewhere : data)).toBe(true)
  chmodSync(top, 0o711)
  expect(databaseFolder(data, elsewhere)).toBe(join(data, 'database'))
})
