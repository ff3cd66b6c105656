import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test, vi } from 'vitest'
import { buildPrograms } from './build.ts'
import { connectDevice, sendReading } from './edge/testing/device.ts'
import { temporaryFolder, testSettings } from './edge/testing/gateway.ts'
import { testCloud } from './edge/testing/test-cloud.ts'

test('the gateway runs from one file and the storage’s binary, with no node_modules', async () => {
  const folder = temporaryFolder()
  const cloud = await testCloud()
  const [bundle = ''] = await buildPrograms(['edge'], folder.path)
  expect(readdirSync(folder.path).sort()).toEqual(['edge.js', 'edge.js.map', 'prebuilds'])
  const file = join(folder.path, 'gateway.json')
  writeFileSync(file, JSON.stringify(testSettings(join(folder.path, 'data'), cloud.url)))
  const child = spawn(process.execPath, [bundle], {
    cwd: folder.path,
    env: { GATEWAY_CONFIG: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const ready = JSON.parse(line)
    expect(ready.msg).toBe('gateway ready')
    const device = await connectDevice(ready.mqttPort, 'sensor')
    await sendReading(device, 'A1', true)
    await device.endAsync(true)
    await vi.waitFor(() => expect(cloud.events.size).toBe(1), 10_000)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
    await cloud[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  }
})
