import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPool } from './pool.ts'
import { transaction } from './transaction.ts'

/** A message of PostgreSQL's protocol: type, length, body (postgresql.org/docs/18/protocol-message-formats.html). */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const accepted = message('R', Buffer.alloc(4))
const readyForQuery = message('Z', Buffer.from('I'))
const dying = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0'))

/** A server that accepts a connection and dies in the same breath: all of it comes in one piece. */
const server = createServer((socket) => {
  socket.on('error', () => {})
  socket.once('data', () => socket.end(Buffer.concat([accepted, readyForQuery, dying])))
})

beforeEach(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void server.close())

test('a database that dies while it lets us in fails the work and not the process', async () => {
  const { port } = server.address() as AddressInfo
  const pool = openPool(`postgres://somebody@127.0.0.1:${port}/parkade`, { max: 1 })
  for (let i = 0; i < 2; i++) {
    await expect(pool.query('select 1')).rejects.toThrow()
    await expect(transaction(pool, (tx) => tx.query('select 1'))).rejects.toThrow()
  }
  await pool.end()
})
