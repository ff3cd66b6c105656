import { connect } from 'node:net'

/** A connection that publishes slot changes as fast as they are acknowledged. */
export interface DeviceLoad {
  /** Milliseconds from PUBLISH to PUBACK of each acknowledged message, in order. The caller may empty it. */
  latencies: number[]
  /** Closes the connection at once. */
  end: () => void
}

export interface DeviceLoadOptions {
  port: number
  /** User name; also the prefix of its slots. */
  id: string
  secret: string
  /** Messages under way at most. */
  window: number
}

const slots = 50
const publishQos1 = 0x32
const puback = 0x40

/**
 * MQTT 3.1.1 written by hand, byte for byte, so that the machine's time goes to the gateway and not to the load. Every
 * message changes its slot. Rejects when the gateway refuses the connection.
 */
export async function startDeviceLoad(options: DeviceLoadOptions): Promise<DeviceLoad> {
  const { port, id, secret, window } = options
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  const latencies: number[] = []
  const sentAt = new Float64Array(65_536)
  let count = 0

  const publish = (messages: number) => {
    const packets: Buffer[] = []
    for (let i = 0; i < messages; i++) {
      const n = count++
      const messageId = (n % 65_535) + 1
      sentAt[messageId] = performance.now()
      const slot = `${id}-${n % slots}`
      const occupied = Math.floor(n / slots) % 2 === 0
      packets.push(publishPacket(messageId, slot, occupied, `${id}-${n}`))
    }
    socket.write(Buffer.concat(packets))
  }

  let rest: Buffer = Buffer.alloc(0)
  const hear = (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let acknowledged = 0
    let at = 0
    for (; at + 4 <= rest.length; at += 4) {
      if (rest[at] !== puback) continue
      latencies.push(performance.now() - (sentAt[rest.readUInt16BE(at + 2)] ?? 0))
      acknowledged++
    }
    rest = rest.subarray(at)
    if (acknowledged > 0) publish(acknowledged)
  }

  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject).once('close', () => reject(new Error('connection refused')))
    socket.once('data', (connack) => {
      if (connack[0] !== 0x20 || connack[3] !== 0) return reject(new Error('connection refused'))
      resolve()
    })
    socket.write(connectPacket(id, secret))
  })
  socket.on('data', hear).on('error', () => {})
  publish(window)
  return { latencies, end: () => socket.destroy() }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

function packet(header: number, body: Buffer): Buffer {
  const length = [(body.length & 127) | (body.length > 127 ? 128 : 0)]
  if (body.length > 127) length.push(body.length >> 7)
  return Buffer.concat([Buffer.from([header, ...length]), body])
}

function connectPacket(id: string, secret: string): Buffer {
  const cleanWithUserAndPassword = 0xc2
  const keepaliveSeconds = 60
  const head = Buffer.from([4, cleanWithUserAndPassword, 0, keepaliveSeconds])
  return packet(0x10, Buffer.concat([text('MQTT'), head, text(id), text(id), text(secret)]))
}

function publishPacket(messageId: number, slot: string, occupied: boolean, event: string): Buffer {
  const head = text(`local/v1/slots/${slot}/occupancy`)
  const payload = Buffer.from(JSON.stringify({ id: event, t: Date.now(), occupied }))
  const number = Buffer.from([messageId >> 8, messageId & 255])
  return packet(publishQos1, Buffer.concat([head, number, payload]))
}
