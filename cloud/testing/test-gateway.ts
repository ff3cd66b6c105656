import mqtt from 'mqtt'
import { Ack } from '#contracts/mqtt/ack.ts'
import type { Batch } from '#contracts/mqtt/batch.ts'
import { addRange, hasNumber, type Ranges } from '#contracts/rules/ranges.ts'
import type { Pool } from '../db/pool.ts'

/** A gateway's end of the uplink for tests: sends what it is told, in any order, and remembers what it was answered. */
export interface TestGateway extends AsyncDisposable {
  /** Publishes at QoS 1 under `parkade/v1/lots/{lot}/…`. */
  send: (path: string, payload: unknown, retain?: boolean) => Promise<void>
  /** What the cloud acknowledged of `epoch`. */
  acked: (epoch: string) => Ranges
  isAcked: (epoch: string, seq: number) => boolean
  rejected: { s: number; code: string }[]
  nacked: { sha256: string; code: string }[]
  /** Everything heard on other topics, by topic. */
  heard: { topic: string; body: Record<string, unknown> }[]
}

/** Connects as `lot`, hears `down/#`, the live topic and the cloud's status. */
export async function testGateway(url: string, lot: string): Promise<TestGateway> {
  const client = await mqtt.connectAsync(url, {
    username: lot,
    password: 'secret',
    reconnectPeriod: 50,
  })
  const ranges = new Map<string, Ranges>()
  const gateway: TestGateway = {
    send: async (path, payload, retain = false) => {
      const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
      await client.publishAsync(`parkade/v1/lots/${lot}/${path}`, body, { qos: 1, retain })
    },
    acked: (epoch) => ranges.get(epoch) ?? [],
    isAcked: (epoch, seq) => hasNumber(ranges.get(epoch) ?? [], seq),
    rejected: [],
    nacked: [],
    heard: [],
    [Symbol.asyncDispose]: async () => {
      await client.endAsync(true)
    },
  }
  client.on('message', (topic, payload) => {
    const body = JSON.parse(payload.toString())
    if (!topic.endsWith('/down/ack')) {
      gateway.heard.push({ topic, body })
      return
    }
    const ack = Ack.parse(body)
    gateway.rejected.push(...ack.rejected)
    gateway.nacked.push(...ack.nack)
    if (ack.epoch === undefined) return
    const all = ack.ranges.reduce(
      (r, [from, to]) => addRange(r, from, to),
      gateway.acked(ack.epoch),
    )
    ranges.set(ack.epoch, all)
  })
  await client.subscribeAsync(
    [`parkade/v1/lots/${lot}/down/#`, `parkade/v1/live/lots/${lot}`, 'parkade/v1/cloud/status'],
    { qos: 1 },
  )
  return gateway
}

/** Makes lots with slots `S1…Sn`, as an operator would. */
export async function seedLots(pool: Pool, codes: string[], slots: number): Promise<void> {
  await pool.query(
    `with lots as (
       insert into parking.lots (code, name, latitude, longitude, time_zone)
       select code, code, 49, 8.4, 'Europe/Berlin' from unnest($1::text[]) as code returning id)
     insert into parking.slots (lot_id, code, level, x, y, width, length)
     select lots.id, 'S' || n, '0', 0, 0, 2.5, 5 from lots, generate_series(1, $2) as n`,
    [codes, slots],
  )
}

/** A batch around events, as a gateway with a good clock sends it. */
export function batchOf(
  lot: string,
  epoch: string,
  ev: { s: number; k: string; [key: string]: unknown }[],
  extra: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    v: 1,
    lot,
    epoch,
    boot: 1,
    stream: 'live',
    from: Math.min(...ev.map((e) => e.s), 1),
    to: Math.max(...ev.map((e) => e.s), 1),
    sentAt: 0,
    clock: { src: 'ntp', offMs: 0, errMs: 1 },
    ev,
    ...extra,
  } satisfies Record<keyof Batch, unknown> | Record<string, unknown>
}

/** An occupancy event. */
export function occ(s: number, t: number, slot: string, occupied: boolean, id?: string) {
  return { s, t, k: 'occ', d: { slot, occupied }, ...(id === undefined ? {} : { id }) }
}
