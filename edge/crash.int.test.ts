import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { disposables } from './disposables.ts'
import { connectDevice, sendReading } from './testing/device.ts'
import { temporaryFolder, testSettings } from './testing/gateway.ts'
import { testCloud } from './testing/test-cloud.ts'

const used = disposables()
afterEach(() => used[Symbol.asyncDispose]())

async function spawnGateway(file: string): Promise<{ child: ChildProcess; mqttPort: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'edge/main.ts'], {
    env: { GATEWAY_CONFIG: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  used.defer(() => child.kill('SIGKILL'))
  const mqttPort = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { msg, mqttPort: port } = JSON.parse(line)
      if (msg === 'gateway ready') resolve(port)
    })
  })
  return { child, mqttPort }
}

test('PK-012 PK-020 a gateway killed under load again and again loses nothing it acknowledged and counts nothing twice', async () => {
  const folder = temporaryFolder()
  used.defer(() => folder[Symbol.dispose]())
  const cloud = used.use(await testCloud())
  const file = join(folder.path, 'gateway.json')
  writeFileSync(file, JSON.stringify(testSettings(join(folder.path, 'data'), cloud.url)))

  const acknowledged = new Set<string>()
  let id = 0
  for (let round = 0; round < 4; round++) {
    const gateway = await spawnGateway(file)
    const device = await connectDevice(gateway.mqttPort, 'sensor')
    const before = acknowledged.size
    let alive = true
    let underWay = 0
    device.once('close', () => {
      alive = false
    })
    const load = async () => {
      while (alive) {
        for (; underWay < 200; underWay++) {
          const mine = `e${++id}`
          sendReading(device, `S${id}`, true, { id: mine }).then(
            () => {
              underWay--
              acknowledged.add(mine)
            },
            () => {},
          )
        }
        await turn()
      }
    }
    const loading = load()
    await vi.waitFor(() => expect(acknowledged.size - before).toBeGreaterThan(300), 20_000)
    gateway.child.kill('SIGKILL')
    await once(gateway.child, 'exit')
    await loading
    await device.endAsync(true)
  }
  const last = await spawnGateway(file)
  const ids = () => [...cloud.events.values()].map((e) => e['id'])
  await vi.waitFor(
    () => {
      const stored = new Set(ids())
      expect([...acknowledged].filter((e) => !stored.has(e))).toEqual([])
    },
    { timeout: 30_000, interval: 200 },
  )
  expect(new Set(ids()).size).toBe(ids().length)
  last.child.kill('SIGTERM')
  const [code] = await once(last.child, 'exit')
  expect(code).toBe(0)
})
