import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BrokerUser, type TestBroker, testBrokers, testUsers } from '../testing/broker.ts'
import { connectPeer, type Peer } from '../testing/peer.ts'

const lots = 'parkade/v1/lots'
const user = (name: string) => testUsers.find((u) => u.user === name) as BrokerUser

/** Who may publish what. `reader` is the user who would hear it if it were let through. */
const publishes: [who: string, topic: string, allowed: boolean, reader: string][] = [
  ['lot-1', `${lots}/lot-1/up/batch/live`, true, 'ingest'],
  ['lot-1', `${lots}/lot-1/up/state`, true, 'ingest'],
  ['lot-1', `${lots}/lot-1/status`, true, 'ingest'],
  ['lot-1', `${lots}/lot-2/up/batch/live`, false, 'ingest'],
  ['lot-1', `${lots}/lot-2/status`, false, 'ingest'],
  ['lot-1', `${lots}/lot-1x/up/state`, false, 'ingest'],
  ['lot-1', `${lots}/lot-1/down/ack`, false, 'lot-1'],
  ['lot-1', `${lots}/lot-2/down/cmd`, false, 'lot-2'],
  ['lot-1', 'parkade/v1/cloud/status', false, 'lot-2'],
  ['lot-1', 'parkade/v1/live/lots/lot-1', false, 'live'],
  ['ingest', `${lots}/lot-1/down/ack`, true, 'lot-1'],
  ['ingest', 'parkade/v1/cloud/status', true, 'lot-2'],
  ['ingest', 'parkade/v1/live/lots/lot-1', true, 'live'],
  ['ingest', `${lots}/lot-1/up/batch/live`, false, 'ingest'],
  ['ingest', `${lots}/lot-1/status`, false, 'ingest'],
  ['live', 'parkade/v1/live/lots/lot-1', false, 'live'],
  ['live', `${lots}/lot-1/down/cmd`, false, 'lot-1'],
  ['live', `${lots}/lot-1/up/batch/live`, false, 'ingest'],
  ['live', 'parkade/v1/cloud/status', false, 'lot-2'],
]

/** Who may hear what. `sender` publishes `topic`, which the filter would match. */
const subscriptions: [
  who: string,
  filter: string,
  allowed: boolean,
  sender: string,
  topic: string,
][] = [
  ['lot-1', `${lots}/lot-1/down/#`, true, 'ingest', `${lots}/lot-1/down/cmd`],
  ['lot-1', 'parkade/v1/cloud/status', true, 'ingest', 'parkade/v1/cloud/status'],
  ['lot-1', `${lots}/lot-2/down/#`, false, 'ingest', `${lots}/lot-2/down/cmd`],
  ['lot-1', `${lots}/+/down/#`, false, 'ingest', `${lots}/lot-2/down/cmd`],
  ['lot-1', '#', false, 'ingest', `${lots}/lot-2/down/cmd`],
  ['lot-1', `${lots}/lot-2/up/#`, false, 'lot-2', `${lots}/lot-2/up/state`],
  ['lot-1', `${lots}/lot-2/status`, false, 'lot-2', `${lots}/lot-2/status`],
  ['lot-1', 'parkade/v1/live/#', false, 'ingest', 'parkade/v1/live/lots/lot-1'],
  ['ingest', `${lots}/+/up/#`, true, 'lot-2', `${lots}/lot-2/up/state`],
  ['ingest', `${lots}/+/status`, true, 'lot-2', `${lots}/lot-2/status`],
  ['ingest', 'parkade/v1/live/#', false, 'ingest', 'parkade/v1/live/lots/lot-1'],
  ['live', 'parkade/v1/live/lots/+', true, 'ingest', 'parkade/v1/live/lots/lot-1'],
  ['live', `${lots}/+/up/#`, false, 'lot-2', `${lots}/lot-2/up/state`],
  ['live', `${lots}/+/down/#`, false, 'ingest', `${lots}/lot-2/down/cmd`],
]

const readings: Record<string, string[]> = {
  ingest: [`${lots}/+/up/#`, `${lots}/+/status`],
  live: ['parkade/v1/live/#'],
  'lot-1': [`${lots}/lot-1/down/#`, 'parkade/v1/cloud/status'],
  'lot-2': [`${lots}/lot-2/down/#`, 'parkade/v1/cloud/status'],
}
/** Something each reader surely hears, and who may say it. */
const markers: Record<string, [sender: string, topic: string]> = {
  ingest: ['lot-2', `${lots}/lot-2/up/req`],
  live: ['ingest', 'parkade/v1/live/lots/marker'],
  'lot-1': ['ingest', `${lots}/lot-1/down/time`],
  'lot-2': ['ingest', `${lots}/lot-2/down/time`],
}

describe.each(testBrokers)('$name', ({ name, start }) => {
  let broker: TestBroker
  const peers = new Map<string, Peer>()
  let marks = 0
  const peer = (who: string) => peers.get(who) as Peer

  beforeAll(async () => {
    broker = await start()
    for (const { user: who } of testUsers) {
      peers.set(who, await connectPeer(broker, user(who)))
      await peer(who).subscribe(...(readings[who] ?? []))
    }
  })
  afterAll(async () => {
    for (const each of peers.values()) await each[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })

  /** When the marker is heard, everything the broker took before has been heard too. */
  async function mark(reader: string, ear: Peer): Promise<void> {
    const [sender, topic] = markers[reader] as [string, string]
    const text = `mark-${++marks}`
    await peer(sender).publish(topic, text)
    await vi.waitFor(() => expect(ear.heard).toContain(`${topic} ${text}`))
  }

  test.each(publishes)('PK-003 %s publishes %s: %s', async (who, topic, allowed, reader) => {
    await using sender = await connectPeer(broker, user(who))
    const text = `publish-${++marks}`
    const acknowledged = await sender.publish(topic, text)
    await mark(reader, peer(reader))
    expect(peer(reader).heard.includes(`${topic} ${text}`)).toBe(allowed)
    // Mosquitto acknowledges what it drops from a 3.1.1 peer; ours ends the connection.
    expect(acknowledged).toBe(allowed || name === 'mosquitto')
    if (!allowed && name === 'aedes') {
      expect(broker.output()).toContain(`"reason":"publish-not-allowed","user":"${who}"`)
    }
  })

  test.each(subscriptions)(
    'PK-003 %s subscribes to %s: %s',
    async (who, filter, allowed, sender, topic) => {
      await using ear = await connectPeer(broker, user(who))
      await ear.subscribe(...(readings[who] ?? []).slice(0, 1))
      const [granted] = await ear.subscribe(filter)
      const text = `subscribe-${++marks}`
      await peer(sender).publish(topic, text)
      await mark(who, ear)
      expect(ear.heard.includes(`${topic} ${text}`)).toBe(allowed)
      expect(granted === 128).toBe(!allowed && name === 'aedes')
    },
  )

  test('a retained status of another lot is not handed to a new subscriber', async () => {
    await peer('lot-2').publish(`${lots}/lot-2/status`, 'retained', true)
    await using ear = await connectPeer(broker, user('lot-1'))
    await ear.subscribe(`${lots}/lot-1/down/#`)
    await ear.subscribe(`${lots}/lot-2/status`)
    await mark('lot-1', ear)
    expect(ear.heard.join()).not.toContain('retained')
    await using reader = await connectPeer(broker, user('ingest'))
    await reader.subscribe(`${lots}/+/status`)
    await vi.waitFor(() => expect(reader.heard).toContain(`${lots}/lot-2/status retained`))
  })

  test.each([
    ['lot-1', true],
    ['lot-2', false],
  ])('PK-003 the will of lot-1 on the status of %s: %s', async (lot, allowed) => {
    const text = `will-${++marks}`
    const will = {
      topic: `${lots}/${lot}/status`,
      payload: Buffer.from(text),
      qos: 1 as const,
      retain: false,
    }
    const dying = await connectPeer(broker, user('lot-1'), { will })
    dying.mqtt.stream.destroy()
    if (allowed) {
      await vi.waitFor(() =>
        expect(peer('ingest').heard).toContain(`${lots}/${lot}/status ${text}`),
      )
      return
    }
    await vi.waitFor(() => expect(dying.isGone()).toBe(true))
    if (name === 'aedes')
      await vi.waitFor(() => expect(broker.output()).toContain('will-not-allowed'))
    await mark('ingest', peer('ingest'))
    expect(peer('ingest').heard.join()).not.toContain(text)
  })

  test('PK-004 a wrong password, an unknown user and nobody at all are refused and logged', async () => {
    const wrong = { user: 'lot-1', password: 'guess-of-a-thief' }
    await expect(connectPeer(broker, wrong)).rejects.toThrow(/not authorized|bad user/i)
    await expect(connectPeer(broker, { user: 'lot-9', password: '' })).rejects.toThrow(
      /not authorized|bad user/i,
    )
    await expect(connectPeer(broker, wrong, { username: '', password: '' })).rejects.toThrow(
      /not authorized|bad user/i,
    )
    await vi.waitFor(() =>
      expect(broker.output()).toMatch(name === 'aedes' ? /wrong-password/ : /not authorised/),
    )
    expect(broker.output()).not.toContain('guess-of-a-thief')
    expect(broker.output()).not.toContain('secret-of')
  })

  test('PK-005 a packet at the limit passes, one over it ends its connection and nobody else’s', async () => {
    const topic = `${lots}/lot-1/up/batch/live`
    await using sender = await connectPeer(broker, user('lot-1'))
    // Fixed header 4, topic length 2, topic, message id 2.
    const room = 262_144 - 4 - 2 - topic.length - 2
    expect(await sender.publish(topic, Buffer.alloc(room, 'x'))).toBe(true)
    // Mosquitto does not count the fixed header.
    expect(await sender.publish(topic, Buffer.alloc(room + 5, 'x'))).toBe(false)
    expect(sender.isGone()).toBe(true)
    await vi.waitFor(() =>
      expect(broker.output()).toMatch(name === 'aedes' ? /packet-oversized/ : /oversize packet/),
    )
    await mark('ingest', peer('ingest'))
    expect(peer('ingest').heard.some((m) => m.length > 262_100)).toBe(true)
  })

  test('PK-005 a topic of 101 levels does no harm', async () => {
    await using sender = await connectPeer(broker, user('lot-1'))
    await sender.publish(`${lots}/lot-1/up/${'x/'.repeat(96)}x`, 'deep')
    await using ear = await connectPeer(broker, user('lot-1'))
    await ear.subscribe(`${lots}/lot-1/down/${'x/'.repeat(96)}x`).catch(() => {})
    await mark('ingest', peer('ingest'))
  })

  test('PK-003 $SYS is neither told nor taken', async () => {
    await using ear = await connectPeer(broker, user('lot-1'))
    await ear.subscribe(`${lots}/lot-1/down/#`)
    await ear.subscribe('$SYS/#')
    await using liar = await connectPeer(broker, user('lot-1'))
    await liar.publish('$SYS/broker/uptime', 'lie')
    await mark('lot-1', ear)
    expect(ear.heard.filter((m) => m.startsWith('$SYS'))).toEqual([])
  })
})
