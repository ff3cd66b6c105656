import { once } from 'node:events'
import { createServer } from 'node:net'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { type BareBroker, bareAedes, bareMosquitto, hasMosquitto } from '../testing/bare-brokers.ts'
import { freePort } from '../testing/process.ts'
import { keepConnection } from './connection.ts'

const log = pino({ level: 'silent' })
const account = { username: 'ingest', password: 'secret' }
const brokers: [string, (port?: number) => Promise<BareBroker>, 4 | 5][] = [
  ['aedes', bareAedes, 4],
  ['mosquitto', bareMosquitto, 5],
]

for (const [name, start, version] of brokers) {
  const runIf = test.runIf(name === 'aedes' || hasMosquitto)

  runIf(`${name}: protocol ${version} is agreed and a message comes through`, async () => {
    await using broker = await start()
    const heard: string[] = []
    await using connection = keepConnection({
      broker: { url: broker.url, ...account },
      name: 'test',
      log,
      onOnline: (session) => session.subscribe(['a/+'], 1),
      onMessage: (message, done) => {
        heard.push(`${message.topic} ${message.payload}`)
        done()
      },
    })
    await vi.waitFor(() => expect(connection.session()?.version).toBe(version))
    await connection.session()?.deliver('a/1', 'one')
    connection.session()?.send('a/2', 'two')
    await vi.waitFor(() => expect(heard).toEqual(['a/1 one', 'a/2 two']))
  })

  runIf(`${name}: a broker that comes back is found again, and onOnline runs again`, async () => {
    const port = await freePort()
    let online = 0
    let offline = 0
    await using connection = keepConnection({
      broker: { url: `mqtt://127.0.0.1:${port}`, ...account },
      name: 'test',
      log,
      random: () => 0.1,
      onOnline: async () => {
        online++
      },
      onMessage: (_, done) => done(),
      onOffline: () => {
        offline++
      },
    })
    {
      await using _first = await start(port)
      await vi.waitFor(() => expect(online).toBe(1), 10_000)
    }
    await vi.waitFor(() => expect([offline, connection.session()]).toEqual([1, undefined]), 10_000)
    await using _second = await start(port)
    await vi.waitFor(() => expect(online).toBe(2), 20_000)
  })

  runIf(`${name}: a pause stays away without a will, and resume comes back`, async () => {
    await using broker = await start()
    const heard: string[] = []
    await using watcher = keepConnection({
      broker: { url: broker.url, ...account },
      name: 'watcher',
      log,
      onOnline: (session) => session.subscribe(['will', 'hello'], 1),
      onMessage: (message, done) => {
        heard.push(message.topic)
        done()
      },
    })
    await vi.waitFor(() => expect(watcher.session()).toBeDefined())
    await using connection = keepConnection({
      broker: { url: broker.url, ...account },
      name: 'test',
      log,
      random: () => 0,
      will: () => ({ topic: 'will', payload: 'dead', qos: 1, retain: false }),
      onOnline: (session) => session.deliver('hello', ''),
      onMessage: (_, done) => done(),
    })
    await vi.waitFor(() => expect(heard).toEqual(['hello']))
    await connection.pause()
    expect(connection.session()).toBeUndefined()
    connection.resume()
    await vi.waitFor(() => expect(heard).toEqual(['hello', 'hello']))
  })
}

test('a port where nobody answers the handshake does not hold up the end', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const connection = keepConnection({
    broker: { url: `mqtt://127.0.0.1:${port}`, ...account },
    name: 'test',
    log,
    onOnline: async () => {},
    onMessage: (_, done) => done(),
  })
  await once(server, 'connection')
  await connection[Symbol.asyncDispose]()
  server.close()
})
