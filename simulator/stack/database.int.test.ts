import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, startDatabase } from './database.ts'
import { openSupervisor, type Supervisor } from './supervisor.ts'

let folder: string
let supervisor: Supervisor
let database: Database
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parkade-database-'))
  supervisor = await openSupervisor({ folder, log: () => {} })
  database = await startDatabase(supervisor)
})
afterAll(async () => {
  await supervisor.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url() })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

test('what was committed survives a crash of the server, at the same address', async () => {
  await ask('create table kept (n int)')
  await ask('insert into kept values (7)')
  const before = database.url()
  await database.crash()
  await expect(ask('select 1')).rejects.toThrow()
  await database.service.start()
  expect(database.url()).toBe(before)
  expect(await ask('select n from kept')).toEqual([{ n: 7 }])
})

test('a killed launcher leaves a server that the next start adopts', async () => {
  const server = database.service.readyLine()?.facts['serverPid']
  await database.service.kill('SIGKILL')
  await database.service.start()
  expect(database.service.readyLine()?.facts['serverPid']).toBe(server)
})

test('the password is in no log line and only its owner can read it', async () => {
  const line = database.service.readyLine()
  expect(JSON.stringify(line)).not.toContain(new URL(database.url()).password)
  expect(statSync(String(line?.facts['passwordFile'])).mode & 0o077).toBe(0)
})

test('no process is left after the stop', async () => {
  const server = Number(database.service.readyLine()?.facts['serverPid'])
  await supervisor.close()
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,stat'])
  const alive = stdout.split('\n').map((line) => line.trim().split(/\s+/))
  expect(alive.filter(([pid, stat]) => Number(pid) === server && !stat?.startsWith('Z'))).toEqual(
    [],
  )
})
