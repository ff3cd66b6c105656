import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Aedes } from 'aedes'
import { afterEach, expect, test, vi } from 'vitest'
import { openDevice } from './device.ts'

const open: { [Symbol.asyncDispose]: () => PromiseLike<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]()
})

/** A real broker whose PUBACK for a publish waits until `release` is called. */
async function holdingBroker(port = 0) {
  const seen: string[] = []
  const held: (() => void)[] = []
  let holding = true
  const broker = await Aedes.createBroker({
    authorizePublish: (_client, packet, callback) => {
      seen.push(packet.payload.toString())
      if (holding) held.push(() => callback(null))
      else callback(null)
    },
  })
  const server = createServer(broker.handle)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    [Symbol.asyncDispose]: async () => {
      broker.close()
      server.close()
    },
  })
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    release: () => {
      holding = false
      for (const go of held.splice(0)) go()
    },
  }
}

function device(port: () => number, extra: { window?: number; queueLimit?: number } = {}) {
  const one = openDevice({ id: 'd1', password: 'p', port, random: () => 0.1, ...extra })
  open.push(one)
  return one
}

const numbered = (n: number) => ({ topic: 'a/b', payload: JSON.stringify({ id: `e${n}` }) })

test('a message without PUBACK is sent again after the connection broke, unchanged and in order', async () => {
  const broker = await holdingBroker()
  const one = device(() => broker.port)
  const sent = [0, 1, 2].map((n) => one.send(numbered(n)))
  await vi.waitFor(() => expect(broker.seen.length).toBeGreaterThanOrEqual(1))
  expect(one.acknowledged()).toBe(0)
  one.cut()
  broker.release()
  await Promise.all(sent)
  expect(one.acknowledged()).toBe(3)
  expect(broker.seen.slice(-3)).toEqual([0, 1, 2].map((n) => numbered(n).payload))
  expect(broker.seen.length).toBeGreaterThan(3)
})

test('no more than the window is under way, and a full queue refuses what is only offered', async () => {
  const broker = await holdingBroker()
  const one = device(() => broker.port, { window: 2, queueLimit: 3 })
  await vi.waitFor(() => expect(one.isConnected()).toBe(true))
  const sent = [0, 1, 2, 3, 4].map((n) => one.send(numbered(n)))
  await vi.waitFor(() => expect(broker.seen).toHaveLength(2))
  expect(one.offer(numbered(9))).toBe(false)
  broker.release()
  await Promise.all(sent)
  expect(broker.seen).toEqual([0, 1, 2, 3, 4].map((n) => numbered(n).payload))
  expect(one.offer(numbered(10))).toBe(true)
  await one.idle()
  expect(one.acknowledged()).toBe(6)
})

test('a device that starts before its gateway connects when the gateway is there', async () => {
  let port = 1
  const one = device(() => port)
  const sent = one.send(numbered(1))
  const broker = await holdingBroker()
  broker.release()
  port = broker.port
  await sent
  expect(broker.seen).toEqual([numbered(1).payload])
})

test('a closed device says so to whoever still waits', async () => {
  const one = device(() => 1)
  const sent = one.send(numbered(1))
  await one[Symbol.asyncDispose]()
  await expect(sent).rejects.toThrow('d1 was closed')
})
