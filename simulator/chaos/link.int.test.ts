import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Link, startLink } from './link.ts'

/** A server that says everything back, a proxy before it and a caller through the link. */
let server: ReturnType<typeof createServer>
let accepted: Socket[]
let link: Link
let caller: Socket
let heard: string

beforeEach(async () => {
  accepted = []
  server = createServer((socket) => {
    accepted.push(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  link = await startLink({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  caller = await call()
})

afterEach(async () => {
  caller.destroy()
  await link[Symbol.asyncDispose]()
  for (const socket of accepted) socket.destroy()
  server.close()
})

async function call(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: link.port })
  heard = ''
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    heard += chunk
  })
  await once(socket, 'connect')
  return socket
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => void socket.once('close', () => resolve()))

test('bytes pass both ways', async () => {
  caller.write('hello')
  await vi.waitFor(() => expect(heard).toBe('hello'))
})

test('an end that closes takes the other with it', async () => {
  caller.write('hello')
  await vi.waitFor(() => expect(heard).toBe('hello'))
  caller.end()
  await closed(caller)
  await vi.waitFor(() => expect(accepted[0]?.destroyed).toBe(true))
})

test('a cut link resets connections and refuses new ones', async () => {
  caller.write('hello')
  await vi.waitFor(() => expect(heard).toBe('hello'))
  link.break({ kind: 'cut' })
  await closed(caller)
  await vi.waitFor(() => expect(accepted[0]?.destroyed).toBe(true))
  const second = connect({ host: '127.0.0.1', port: link.port })
  second.on('error', () => {})
  await closed(second)
  expect(accepted).toHaveLength(1)
})

test('a black hole swallows nothing: what was sent arrives once it heals', async () => {
  link.break({ kind: 'black-hole' })
  caller.write('hello')
  const second = connect({ host: '127.0.0.1', port: link.port })
  await once(second, 'connect')
  second.destroy()
  expect(heard).toBe('')
  link.heal()
  await vi.waitFor(() => expect(heard).toBe('hello'))
})

test('of a half-open connection one end lives on, and what it sends vanishes', async () => {
  caller.write('one')
  await vi.waitFor(() => expect(heard).toBe('one'))
  link.break({ kind: 'half-open', alive: 'caller' })
  await vi.waitFor(() => expect(accepted[0]?.destroyed).toBe(true))
  caller.write('two')
  link.heal()
  const first = caller
  const second = await call()
  second.write('three')
  await vi.waitFor(() => expect(heard).toBe('three'))
  expect(first.destroyed).toBe(false)
  first.destroy()
  second.destroy()
})

test('the server of a half-open connection does not learn that its caller went', async () => {
  caller.write('one')
  await vi.waitFor(() => expect(heard).toBe('one'))
  link.break({ kind: 'half-open', alive: 'server' })
  await closed(caller)
  expect(accepted[0]?.destroyed).toBe(false)
})

test('a slow link takes the time its bytes need', async () => {
  link.break({ kind: 'slow', bytesPerSecond: 10_000 })
  const start = performance.now()
  caller.write('x'.repeat(1_000))
  await vi.waitFor(() => expect(heard).toHaveLength(1_000))
  expect(performance.now() - start).toBeGreaterThan(190)
})
