import { createHash } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { expect, test, vi } from 'vitest'
import { startAedes } from '../testing/aedes.ts'
import { type BrokerUser, testUsers } from '../testing/broker.ts'
import { readableLog } from '../testing/log-lines.ts'
import { connectPeer } from '../testing/peer.ts'
import type { BrokerLimits } from './broker-limits.ts'
import { type Credential, parseCredentials } from './credentials.ts'
import { startEmbeddedBroker } from './embedded-broker.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const credentialOf = ({ user, role, password }: BrokerUser): Credential => ({
  user,
  role,
  passwordSha256: sha256(password),
})
const credentials = (users = testUsers) => parseCredentials(JSON.stringify(users.map(credentialOf)))
const user = (name: string) => testUsers.find((u) => u.user === name) as BrokerUser
const up = 'parkade/v1/lots/lot-1/up/batch/live'

async function start(limits: Partial<BrokerLimits> = {}) {
  const { log, lines, text } = readableLog()
  const options = { port: 0, host: '127.0.0.1', credentials: credentials(), log, limits }
  const broker = await startEmbeddedBroker(options)
  const reasons = () => lines.filter((l) => l['msg'] === 'broker refused').map((l) => l['reason'])
  return { ...broker, url: `mqtt://127.0.0.1:${broker.port}`, reasons, lines, text }
}

test('PK-002 a session ends with its connection, even when it asks to be kept', async () => {
  await using broker = await start()
  const kept = { clean: false, clientId: 'gateway' }
  const first = await connectPeer(broker, user('lot-1'), kept)
  await first.subscribe('parkade/v1/lots/lot-1/down/#')
  await first[Symbol.asyncDispose]()
  await using ingest = await connectPeer(broker, user('ingest'))
  expect(await ingest.publish('parkade/v1/lots/lot-1/down/ack', 'missed')).toBe(true)
  await using second = await connectPeer(broker, user('lot-1'), kept)
  await second.subscribe('parkade/v1/lots/lot-1/down/time')
  await ingest.publish('parkade/v1/lots/lot-1/down/time', 'heard')
  await vi.waitFor(() => expect(second.heard).toEqual(['parkade/v1/lots/lot-1/down/time heard']))
})

test('PK-002 a client id is its user’s own: another user who names it takes nobody’s place', async () => {
  await using broker = await start()
  await using mine = await connectPeer(broker, user('lot-1'), { clientId: 'same' })
  await using theirs = await connectPeer(broker, user('lot-2'), { clientId: 'same' })
  expect(await mine.publish(up, 'still here')).toBe(true)
  expect(theirs.isGone()).toBe(false)
  await using again = await connectPeer(broker, user('lot-1'), { clientId: 'same' })
  await vi.waitFor(() => expect(mine.isGone()).toBe(true))
  expect(again.isGone()).toBe(false)
})

test('PK-006 more connections of a gateway than it needs close its oldest', async () => {
  await using broker = await start({ connectionsPerUser: { gateway: 2, ingest: 9, live: 9 } })
  await using first = await connectPeer(broker, user('lot-1'))
  await using second = await connectPeer(broker, user('lot-1'))
  await using third = await connectPeer(broker, user('lot-1'))
  await vi.waitFor(() => expect(first.isGone()).toBe(true))
  expect([second.isGone(), third.isGone()]).toEqual([false, false])
  expect(broker.reasons()).toEqual(['superseded'])
})

test('PK-006 connections above the limit are refused and logged, and welcome when others left', async () => {
  await using broker = await start({ connections: 2 })
  await using first = await connectPeer(broker, user('lot-1'))
  const second = await connectPeer(broker, user('lot-2'))
  await expect(connectPeer(broker, user('ingest'))).rejects.toThrow()
  expect(broker.reasons()).toEqual(['connections-full'])
  await second[Symbol.asyncDispose]()
  await vi.waitFor(() => expect(broker.connections()).toBe(1))
  await using third = await connectPeer(broker, user('ingest'))
  expect([first.isGone(), third.isGone()]).toEqual([false, false])
})

test('PK-006 a storm of connections is refused beyond its rate', async () => {
  await using broker = await start({ connectRate: 0.1, connectBurst: 2 })
  await using first = await connectPeer(broker, user('lot-1'))
  await using second = await connectPeer(broker, user('lot-2'))
  await expect(connectPeer(broker, user('ingest'))).rejects.toThrow()
  expect(broker.reasons()).toEqual(['connect-rate'])
  expect([first.isGone(), second.isGone()]).toEqual([false, false])
})

test('PK-006 a connection that publishes too fast is slowed, in order, and loses nothing', async () => {
  const messagesPerSecond = { gateway: 200, ingest: 1e6, live: 1 }
  await using broker = await start({ messagesPerSecond })
  await using ingest = await connectPeer(broker, user('ingest'))
  await ingest.subscribe('parkade/v1/lots/+/up/#')
  await using gateway = await connectPeer(broker, user('lot-1'))
  const since = performance.now()
  await Promise.all(Array.from({ length: 600 }, (_, i) => gateway.publish(up, String(i))))
  expect(performance.now() - since).toBeGreaterThan(900)
  await vi.waitFor(() => expect(ingest.heard).toHaveLength(600))
  expect(ingest.heard).toEqual(Array.from({ length: 600 }, (_, i) => `${up} ${i}`))
  expect(new Set(broker.reasons())).toEqual(new Set(['rate-limited']))
})

test('PK-006 a keepalive longer than the limit, or none, is refused', async () => {
  await using broker = await start({ keepaliveSeconds: 60 })
  await expect(connectPeer(broker, user('lot-1'), { keepalive: 61 })).rejects.toThrow()
  await expect(connectPeer(broker, user('lot-1'), { keepalive: 0 })).rejects.toThrow()
  await using allowed = await connectPeer(broker, user('lot-1'), { keepalive: 60 })
  expect(allowed.isGone()).toBe(false)
})

test('PK-006 a connection holds a bounded number of filters', async () => {
  await using broker = await start({ subscriptions: 2 })
  await using gateway = await connectPeer(broker, user('lot-1'))
  const granted = await gateway.subscribe(
    ...['a', 'b', 'c'].map((name) => `parkade/v1/lots/lot-1/down/${name}`),
  )
  expect(granted).toEqual([1, 1, 128])
  expect(broker.reasons()).toEqual(['too-many-subscriptions'])
})

test('PK-006 before it signed in, a peer may send no more than a CONNECT', async () => {
  await using broker = await start({ connectBytes: 1_000 })
  const socket = connect(broker.port, '127.0.0.1')
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  // A CONNECT that claims 200 kB; the body never comes.
  socket.write(Buffer.from([0x10, 0xc0, 0x9a, 0x0c]))
  await closed
  expect(broker.reasons()).toEqual(['packet-oversized'])
})

test('a reader that does not read delays nobody, and what it missed is not kept for it', async () => {
  await using broker = await start({ backlogBytes: 64 * 1024 })
  await using frozen = await connectPeer(broker, user('live'))
  await frozen.subscribe('parkade/v1/live/lots/+')
  frozen.mqtt.stream.pause()
  await using reader = await connectPeer(broker, user('live'))
  await reader.subscribe('parkade/v1/live/lots/+')
  await using ingest = await connectPeer(broker, user('ingest'))
  const payload = Buffer.alloc(20_000, 'x')
  for (let i = 0; i < 1_000; i++) {
    ingest.mqtt.publish('parkade/v1/live/lots/lot-1', payload, { qos: 0 })
  }
  await vi.waitFor(() => expect(reader.heard).toHaveLength(1_000), 10_000)
})

test('a password withdrawn from the file ends the connection that used it', async () => {
  await using broker = await startAedes(testUsers)
  await using gateway = await connectPeer(broker, user('lot-1'))
  await using ingest = await connectPeer(broker, user('ingest'))
  const next = testUsers.filter((u) => u.user !== 'lot-1').map(credentialOf)
  writeFileSync(`${broker.credentialsFile}.new`, JSON.stringify(next))
  renameSync(`${broker.credentialsFile}.new`, broker.credentialsFile)
  await vi.waitFor(() => expect(gateway.isGone()).toBe(true), 10_000)
  expect(ingest.isGone()).toBe(false)
  expect(broker.output()).toContain('credential-withdrawn')
  writeFileSync(broker.credentialsFile, 'not json')
  await vi.waitFor(
    () => expect(broker.output()).toContain('broker credentials not readable'),
    10_000,
  )
  expect(ingest.isGone()).toBe(false)
})

test('a busy port and a missing credentials file are said and end the process', async () => {
  await using broker = await startAedes(testUsers)
  await expect(startAedes(testUsers, { port: broker.port })).rejects.toThrow(/EADDRINUSE/)
  await expect(startAedes(testUsers, { credentialsFile: '/nowhere.json' })).rejects.toThrow(
    /broker did not start.*nowhere|nowhere.*broker did not start/,
  )
})
