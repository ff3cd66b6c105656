import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import mqtt from 'mqtt'

const program = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find(existsSync)

/** Whether Mosquitto is installed. With CI set it must be. */
export const hasMosquitto = program !== undefined || 'CI' in process.env

/** A Mosquitto that lets everybody in, on a free port of 127.0.0.1, ready for connections. */
export async function testMosquitto(folder: string): Promise<{ url: string } & AsyncDisposable> {
  if (!program) throw new Error('Mosquitto is not installed')
  const port = await freePort()
  const file = join(folder, 'mosquitto.conf')
  const account = process.getuid?.() === 0 ? 'user root\n' : ''
  writeFileSync(file, `${account}listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  const child = spawn(program, ['-c', file], { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `mqtt://127.0.0.1:${port}`
  const probe = mqtt.connect(url, { reconnectPeriod: 50 })
  probe.on('error', () => {})
  await new Promise<void>((resolve) => probe.once('connect', () => resolve()))
  await probe.endAsync(true)
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
