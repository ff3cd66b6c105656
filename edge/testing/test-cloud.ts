import { createHash } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import type { Ack } from '#contracts/mqtt/ack.ts'
import { Batch } from '#contracts/mqtt/batch.ts'
import { LotState } from '#contracts/mqtt/state.ts'
import { GatewayStatus } from '#contracts/mqtt/status.ts'
import { cloudStatusTopic } from '#contracts/mqtt/topics.ts'

/** A real broker with the smallest cloud behind it: keeps what arrives and acknowledges it. */
export interface TestCloud extends AsyncDisposable {
  url: string
  port: number
  batches: Batch[]
  snapshots: LotState[]
  statuses: GatewayStatus[]
  /** Topics in the order they arrived. */
  topics: string[]
  /** Events by epoch and number, each once, in the order they arrived. */
  events: Map<string, Batch['ev'][number]>
  /** Whether batches are acknowledged. */
  acks: boolean
  /** Refuses batches (by their text) as unreadable. */
  refuses: (payload: string) => boolean
  /** How far the cloud's clock is ahead, ms. */
  aheadMs: number
  say: (topic: string, body: unknown, retain?: boolean) => void
  status: (state: 'online' | 'draining' | 'offline') => void
  /** Cuts every connection. */
  cut: () => void
}

/** Starts one on 127.0.0.1, on a free port unless given. */
export async function testCloud(port = 0): Promise<TestCloud> {
  const broker = await Aedes.createBroker({ drainTimeout: 5000 })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
    broker.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  const at = typeof address === 'object' && address ? address.port : 0

  const say: TestCloud['say'] = (topic, body, retain = false) =>
    broker.publish(
      {
        cmd: 'publish',
        topic,
        payload: Buffer.from(JSON.stringify(body)),
        qos: retain ? 1 : 0,
        retain,
        dup: false,
      },
      () => {},
    )

  const cloud: TestCloud = {
    url: `mqtt://127.0.0.1:${at}`,
    port: at,
    batches: [],
    snapshots: [],
    statuses: [],
    topics: [],
    events: new Map(),
    acks: true,
    refuses: () => false,
    aheadMs: 0,
    say,
    status: (state) => say(cloudStatusTopic, { v: 1, state, at: Date.now() }, true),
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => broker.close(resolve))
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }

  broker.on('publish', (packet, client) => {
    if (!client) return
    const text = packet.payload.toString()
    const down = packet.topic.replace(/\/(up\/.*|status)$/, '/down')
    cloud.topics.push(packet.topic)
    if (packet.topic.endsWith('/status')) cloud.statuses.push(GatewayStatus.parse(JSON.parse(text)))
    if (packet.topic.endsWith('/up/state')) cloud.snapshots.push(LotState.parse(JSON.parse(text)))
    if (packet.topic.endsWith('/up/req')) {
      const now = Date.now() + cloud.aheadMs
      say(`${down}/time`, { v: 1, t0: JSON.parse(text).t0, t1: now, t2: now })
    }
    if (packet.topic.includes('/up/batch/')) takeBatch(text, `${down}/ack`)
  })

  function takeBatch(text: string, ackTopic: string): void {
    if (cloud.refuses(text)) {
      const sha256 = createHash('sha256').update(text).digest('hex')
      say(ackTopic, { v: 1, nack: [{ sha256, code: 'unreadable' }] })
      return
    }
    const batch = Batch.parse(JSON.parse(text))
    cloud.batches.push(batch)
    if (!cloud.acks) return
    for (const event of batch.ev) cloud.events.set(`${batch.epoch} ${event.s}`, event)
    const singles = batch.ev.map((e): [number, number] => [e.s, e.s])
    const gaps = batch.gaps.map((g): [number, number] => [g.from, g.to])
    const ack = { v: 1, epoch: batch.epoch, ranges: [...singles, ...gaps] }
    // At most 128 ranges fit into one acknowledgement.
    const parts: unknown[] = [
      { ...ack, ranges: ack.ranges.slice(0, 100) },
      { ...ack, ranges: ack.ranges.slice(100) },
    ] satisfies (Omit<Ack, 'rejected' | 'nack' | 'v'> & { v: number })[]
    for (const part of parts) say(ackTopic, part)
  }

  return cloud
}
