import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { LotOccupancy } from '#contracts/http/occupancy.ts'
import { identify, type ProcessIdentity, runs } from '../stack/identity.ts'
import { projectFolder } from '../stack/programs.ts'
import { childrenOf } from './memory.ts'

let data: string
let city: { process: ChildProcess; output: () => string } | undefined
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'parkade-city-'))
})
afterEach(async () => {
  if (city?.process.exitCode === null) await end('SIGINT')
})
afterAll(() => rmSync(data, { recursive: true, force: true }))

// The first start bundles the programs and the pages.
const slow = { timeout: 120_000, interval: 100 }
vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 })

function launch(...args: string[]) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'simulator/city/main.ts', '--data', data, ...args],
    { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  city = { process: child, output: () => output }
  return city
}

/** Starts a small city and resolves with its address when it says that it is up. */
async function up(): Promise<string> {
  const { output } = launch('--port', '0', '--lots', '3', '--history', '0.2')
  await vi.waitFor(() => expect(output()).toMatch(/Board +http/), slow)
  return /Board +(http\S+?)\/\n/.exec(output())?.[1] ?? ''
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const process = city?.process
  if (!process) return
  const exited = once(process, 'exit')
  process.kill(signal)
  await exited
}

/** Every process of the city but the supervisor: as it wrote them down, and PostgreSQL's own. */
function processes(): ProcessIdentity[] {
  const state = JSON.parse(readFileSync(join(data, 'supervisor.json'), 'utf8'))
  const server = readFileSync(join(data, 'database', 'data', 'postmaster.pid'), 'utf8')
  const postmaster = Number(server.split('\n')[0])
  const postgres = [postmaster, ...childrenOf(postmaster)].flatMap((pid) => identify(pid) ?? [])
  return [...state.children, ...postgres]
}

const Page = z.object({ items: z.array(LotOccupancy) })
async function lots(url: string) {
  return Page.parse(await (await fetch(`${url}/v1/occupancy`)).json()).items
}

test('Ctrl-C ends every process and leaves the folder free', async () => {
  const url = await up()
  expect(await lots(url)).toHaveLength(3)
  const running = processes()
  expect(running.filter(runs).length).toBeGreaterThan(8)
  await end('SIGINT')
  expect(city?.process.exitCode).toBe(0)
  expect(running.filter(runs)).toEqual([])
  expect(existsSync(join(data, 'supervisor.json'))).toBe(false)
})

test('the secrets can be read by their owner only', () => {
  expect(statSync(join(data, 'secrets.json')).mode & 0o077).toBe(0)
  for (const lot of ['ka-luisenstrasse', 'ka-kongresszentrum-ph1']) {
    expect(statSync(join(data, 'gateways', lot, 'config.json')).mode & 0o077).toBe(0)
  }
})

test('after a kill -9 of the supervisor its children end, and the next start has the same lots', async () => {
  await up()
  const running = processes()
  await end('SIGKILL')
  await vi.waitFor(() => expect(running.filter(runs)).toEqual([]), slow)
  expect(await lots(await up())).toHaveLength(3)
})

test('after a kill -9 of everything the next start recovers', async () => {
  await up()
  const running = processes()
  for (const { pid } of running) process.kill(pid, 'SIGKILL')
  await end('SIGKILL')
  expect(await lots(await up())).toHaveLength(3)
})

test('a start right after a kill -9 takes over from what is still ending', async () => {
  await up()
  await end('SIGKILL')
  expect(await lots(await up())).toHaveLength(3)
})

test('a process that dies is started again', async () => {
  const url = await up()
  const gateway = processes().find(({ pid }) => {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').match(/edge(\.js|\/main\.ts)/)
  })
  process.kill(gateway?.pid ?? 0, 'SIGKILL')
  await vi.waitFor(() => expect(city?.output()).toMatch(/process is back/), slow)
  expect(await lots(url)).toHaveLength(3)
})

test('a busy port is named, with what to do about it', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { process, output } = launch('--port', String(port))
  const [code] = await once(process, 'exit')
  other.close()
  expect(code).toBe(1)
  expect(output()).toContain(`Port ${port} of 127.0.0.1 is taken by another program`)
  expect(output()).toContain(`npm start -- --port ${port + 1}`)
})

test('a second city on the same folder is refused', async () => {
  await up()
  const first = city
  const { process, output } = launch('--port', '0')
  const [code] = await once(process, 'exit')
  expect(code).toBe(1)
  expect(output()).toContain(`is in use by process ${first?.process.pid}`)
  city = first
})
