import mqtt from 'mqtt'
import { afterEach, expect, test, vi } from 'vitest'
import { Batch } from '#contracts/mqtt/batch.ts'
import { disposables } from '../disposables.ts'
import { connectDevice, sendReading } from '../testing/device.ts'
import { temporaryFolder, testGateway } from '../testing/gateway.ts'
import { hasMosquitto, testMosquitto } from '../testing/mosquitto.ts'
import { connect } from './connection.ts'

const used = disposables()
afterEach(() => used[Symbol.asyncDispose]())

async function mosquitto() {
  const folder = temporaryFolder()
  used.defer(() => folder[Symbol.dispose]())
  return { folder: folder.path, broker: used.use(await testMosquitto(folder.path)) }
}

test.runIf(hasMosquitto)(
  'PK-041 over Mosquitto and MQTT 5 events are sent until acknowledged',
  async () => {
    const { folder, broker } = await mosquitto()
    const cloud = await mqtt.connectAsync(broker.url, { protocolVersion: 5 })
    used.defer(() => cloud.endAsync(true))
    const events = new Map<number, unknown>()
    let times = 0
    cloud.on('message', (topic, payload) => {
      const { epoch, from, to, ev } = Batch.parse(JSON.parse(payload.toString()))
      // The first delivery of everything goes unanswered.
      if (times++ === 0) return
      for (const event of ev) events.set(event.s, event['id'])
      const ack = JSON.stringify({ v: 1, epoch, ranges: [[from, to]] })
      cloud.publish(topic.replace(/up\/batch.*/, 'down/ack'), ack)
    })
    await cloud.subscribeAsync('parkade/v1/lots/+/up/batch/+', { qos: 1 })
    const gateway = used.use(await testGateway(folder, broker.url))
    const device = await connectDevice(gateway.mqttPort, 'sensor')
    used.defer(() => device.endAsync(true))
    for (let i = 0; i < 150; i++) await sendReading(device, `S${i}`, true, { id: `e${i}` })
    await vi.waitFor(() => expect(events.size).toBe(150), { timeout: 15_000 })
    await vi.waitFor(async () => {
      const text = await (await fetch(`http://127.0.0.1:${gateway.httpPort}/metrics`)).text()
      expect(text).toMatch(/^gateway_queued_events 0$/m)
    })
  },
)

test.runIf(hasMosquitto)(
  'PK-070 over MQTT 5 a short break of the link is no death: the will waits',
  async () => {
    const { broker } = await mosquitto()
    const options = {
      cloud: { url: broker.url, username: 'lot-1', password: 'x' },
      keepaliveSeconds: 20,
      protocolVersion: 5 as const,
      will: { topic: 'parkade/v1/lots/lot-1/status', payload: 'dead' },
      onMessage: () => {},
    }
    const heard: string[] = []
    const cloud = await mqtt.connectAsync(broker.url)
    used.defer(() => cloud.endAsync(true))
    cloud.on('message', (_topic, payload) => heard.push(payload.toString()))
    await cloud.subscribeAsync('parkade/v1/lots/+/status', { qos: 1 })
    const first = connect(options)
    await first.opened
    await first.end(true)
    const second = connect(options)
    await second.opened
    await second.publish('parkade/v1/lots/lot-1/status', 'born', { retain: true })
    await vi.waitFor(() => expect(heard).toEqual(['born']))
    await second.end(false)
  },
)
