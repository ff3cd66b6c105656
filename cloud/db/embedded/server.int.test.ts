import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPool } from '../pool.ts'
import { startEmbedded } from './server.ts'

async function ask<T>(url: string, sql: string): Promise<T | undefined> {
  const pool = openPool(url, { max: 1 })
  try {
    return (await pool.query<{ answer: T }>(sql)).rows[0]?.answer
  } finally {
    await pool.end()
  }
}

test('what was committed is there after the server was killed and started again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-embedded-'))
  try {
    const first = await startEmbedded(folder)
    await ask(first.url('postgres'), `create table kept as select 'yes' as answer`)
    process.kill(first.pid, 'SIGKILL')
    await using second = await startEmbedded(folder)
    expect(second.pid).not.toBe(first.pid)
    expect(await ask(second.url('postgres'), 'select answer from kept')).toBe('yes')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a server left running is adopted, not started twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-embedded-'))
  try {
    await using first = await startEmbedded(folder)
    const second = await startEmbedded(folder)
    expect(second.pid).toBe(first.pid)
    expect(second.url('x')).toBe(first.url('x'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the password stands in a file only its owner reads, and a wrong one is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkade-embedded-'))
  try {
    await using server = await startEmbedded(folder)
    const password = readFileSync(join(folder, 'password'), 'utf8')
    const wrong = server.url('postgres').replace(password, 'wrong')
    await expect(ask(wrong, 'select 1 as answer')).rejects.toThrow('password authentication failed')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
