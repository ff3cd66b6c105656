import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { identify } from './identity.ts'
import type { LogRecord } from './log.ts'
import { projectFolder } from './programs.ts'
import type { ServiceOptions } from './service.ts'
import { openSupervisor, type Supervisor } from './supervisor.ts'

let folder: string
let supervisor: Supervisor | undefined
const records: LogRecord[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkade-supervisor-'))
  records.length = 0
})
afterEach(async () => {
  await supervisor?.close()
  supervisor = undefined
  rmSync(folder, { recursive: true, force: true })
})

const open = async (onDeath: 'restart' | 'report' = 'report') => {
  supervisor = await openSupervisor({ folder, onDeath, log: (record) => records.push(record) })
  return supervisor
}

const watcher = new URL('./end-with-parent.js', import.meta.url).href
const forever = 'setInterval(() => {}, 1000)'
const sayReady = `console.log(JSON.stringify({ level: 30, time: 1, msg: 'ready', port: 7 }))`

function script(name: string, code: string): ServiceOptions {
  return {
    name,
    command: () => ({ program: process.execPath, args: ['--import', watcher, '-e', code] }),
    ready: (record) => record.message === 'ready',
    stopMs: 500,
  }
}

test('a service is ready when its line says so, and gone after stop', async () => {
  const service = (await open()).add('cloud', script('one', `${sayReady};${forever}`))
  expect((await service.start()).facts).toEqual({ port: 7 })
  const pid = service.pid() ?? 0
  expect(identify(pid)).toBeDefined()
  await service.stop()
  expect(identify(pid)).toBeUndefined()
})

test('a program that ends before it is ready fails the start with its exit code', async () => {
  const service = (await open()).add('cloud', script('one', 'process.exit(3)'))
  await expect(service.start()).rejects.toThrow('one ended before it was ready (exit code 3)')
})

test('a program that does not end on SIGTERM is ended hard after its deadline', async () => {
  const stubborn = `process.on('SIGTERM', () => {});${sayReady};${forever}`
  const service = (await open()).add('cloud', script('one', stubborn))
  await service.start()
  await service.stop()
  expect(service.pid()).toBeUndefined()
})

test('stages end from the last to the first', async () => {
  const parent = await open()
  const talkative = `process.on('SIGTERM', () => { console.log('bye'); process.exit() });`
  for (const stage of ['database', 'gateway', 'cloud', 'broker'] as const) {
    await parent.add(stage, script(stage, `${talkative}${sayReady};${forever}`)).start()
  }
  await parent.close()
  const byes = records.filter((r) => r.message === 'bye').map((r) => r.process)
  expect(byes).toEqual(['gateway', 'cloud', 'broker', 'database'])
})

test('a killed service comes back under `restart` and is only reported otherwise', async () => {
  const parent = await open('restart')
  const service = parent.add('cloud', script('one', `${sayReady};${forever}`))
  await service.start()
  const first = service.pid() ?? 0
  process.kill(first, 'SIGKILL')
  await vi.waitFor(() => expect(parent.deaths).toHaveLength(1))
  await vi.waitFor(() => expect(service.pid()).toBeGreaterThan(0), { timeout: 5_000 })
  expect(service.pid()).not.toBe(first)
  await service.kill()
  expect(parent.deaths).toHaveLength(1)
})

test('two supervisors cannot have the same folder', async () => {
  const holder = await otherSupervisor()
  await expect(open()).rejects.toThrow(`in use by process ${holder.pid}`)
  holder.process.kill('SIGKILL')
})

test('children end by themselves when their supervisor is killed', async () => {
  const holder = await otherSupervisor()
  holder.process.kill('SIGKILL')
  await vi.waitFor(() => expect(identify(holder.child)).toBeUndefined(), { timeout: 5_000 })
})

test('a start after a kill ends what was left running', async () => {
  const orphan = spawn(process.execPath, ['-e', forever], { stdio: 'ignore' })
  const identity = identify(orphan.pid ?? 0)
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.pid'])
  const dead = { pid: Number(stdout), started: 'before' }
  const state = { supervisor: dead, children: [identity, { pid: process.pid, started: 'other' }] }
  writeFileSync(join(folder, 'supervisor.json'), JSON.stringify(state))
  await open()
  expect(identify(orphan.pid ?? 0)).toBeUndefined()
})

/** A supervisor with one child in another process. */
async function otherSupervisor() {
  const code = `
    const { openSupervisor } = await import('./simulator/stack/supervisor.ts')
    const parent = await openSupervisor({ folder: ${JSON.stringify(folder)}, log: () => {} })
    const service = parent.add('cloud', {
      name: 'one',
      command: () => ({ program: process.execPath, args: ['--import', '${watcher}', '-e', ${JSON.stringify(`${sayReady};${forever}`)}] }),
      ready: (record) => record.message === 'ready',
    })
    await service.start()
    console.log(service.pid())
    ${forever}`
  const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: other.stdout })[Symbol.asyncIterator]()
  const child = Number((await lines.next()).value)
  return { process: other, pid: other.pid, child }
}
