import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Aedes } from 'aedes'
import { mosquittoAvailable } from './mosquitto.ts'
import { freePort } from './process.ts'

/** A broker that lets everybody do everything, for tests of what happens above the access rules. */
export interface BareBroker extends AsyncDisposable {
  url: string
}

/** An aedes broker in this process. */
export async function bareAedes(port = 0): Promise<BareBroker> {
  const aedes = await Aedes.createBroker()
  const server = createServer(aedes.handle)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => aedes.close(() => resolve()))
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Whether Mosquitto is installed here; with CI=true it must be. */
export const hasMosquitto = mosquittoAvailable()

/** A Mosquitto process. */
export async function bareMosquitto(port?: number): Promise<BareBroker> {
  const at = port ?? (await freePort())
  const folder = mkdtempSync(join(tmpdir(), 'parkade-mosquitto-'))
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(
    file,
    `listener ${at} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 20000\nmax_inflight_messages 200\n`,
  )
  const child: ChildProcess = spawn('mosquitto', ['-c', file], {
    stdio: 'ignore',
    env: { PATH: '/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin' },
  })
  await answering(at)
  return {
    url: `mqtt://127.0.0.1:${at}`,
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    await sleep(25)
  }
  throw new Error(`Nothing listens on port ${port}`)
}
