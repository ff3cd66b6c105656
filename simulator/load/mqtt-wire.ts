import { connect, type Socket } from 'node:net'

/**
 * Just enough of MQTT 3.1.1 for a load generator: a full client spends more on a message than the broker does, and
 * would measure itself.
 */
export interface WireConnection {
  /** Publishes at QoS 1; the PUBACK is not waited for, as the cloud's acknowledgement is what counts. */
  publish: (topic: Buffer, payload: string) => void
  close: () => void
}

export interface WireOptions {
  port: number
  user: string
  password: string
  subscribe: string
  onMessage: (payload: Buffer) => void
  onClose: () => void
}

const packet = { connack: 2, publish: 3, puback: 4, suback: 9 } as const

/** Connects, subscribes at QoS 0 and resolves once the broker granted it. */
export function openWire(options: WireOptions): Promise<WireConnection> {
  return new Promise((resolve, reject) => {
    const socket = connect(options.port, '127.0.0.1')
    socket.setNoDelay(true)
    let messageId = 0
    const next = () => {
      messageId = messageId === 65_535 ? 1 : messageId + 1
      return messageId
    }
    const connection: WireConnection = {
      publish: (topic, payload) => write(socket, publishPacket(topic, payload, next())),
      close: () => socket.destroy(),
    }
    const ping = setInterval(() => socket.write(Buffer.from([0xc0, 0])), 20_000)
    socket.on('connect', () => write(socket, connectPacket(options.user, options.password)))
    socket.on('error', reject)
    socket.on('close', () => {
      clearInterval(ping)
      options.onClose()
    })
    readPackets(socket, (type, body) => {
      if (type === packet.connack) {
        if (body[1] !== 0) reject(new Error(`the broker refused ${options.user}: ${body[1]}`))
        else write(socket, subscribePacket(options.subscribe, next()))
      } else if (type === packet.suback) {
        if (body[2] === 0x80) reject(new Error(`the broker refused ${options.subscribe}`))
        else resolve(connection)
      } else if (type === packet.publish) {
        options.onMessage(body.subarray(2 + body.readUInt16BE(0)))
      }
    })
  })
}

function write(socket: Socket, bytes: Buffer): void {
  if (!socket.destroyed) socket.write(bytes)
}

/** Calls `take` with the type and the variable header of each whole packet [MQTT-3.1.1 2.2]. */
function readPackets(socket: Socket, take: (type: number, body: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (;;) {
      const header = readLength(bytes, at + 1)
      if (header === undefined || header.bodyAt + header.length > bytes.length) break
      const type = (bytes[at] ?? 0) >> 4
      take(type, bytes.subarray(header.bodyAt, header.bodyAt + header.length))
      at = header.bodyAt + header.length
    }
    rest = bytes.subarray(at)
  })
}

function readLength(bytes: Buffer, from: number): { length: number; bodyAt: number } | undefined {
  let length = 0
  for (let i = 0; i < 4; i++) {
    const byte = bytes[from + i]
    if (byte === undefined) return undefined
    length += (byte & 127) << (7 * i)
    if (byte < 128) return { length, bodyAt: from + i + 1 }
  }
  return undefined
}

function lengthBytes(length: number): number[] {
  const bytes: number[] = []
  for (let left = length; ; ) {
    const low = left % 128
    left = Math.floor(left / 128)
    bytes.push(left > 0 ? low | 128 : low)
    if (left === 0) return bytes
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

function framed(first: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([first, ...lengthBytes(body.length)]), body])
}

/** Clean session, user name and password, keepalive 60 s [MQTT-3.1.1 3.1]. */
function connectPacket(user: string, password: string): Buffer {
  const header = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0xc2, 0, 60])
  return framed(0x10, header, text(`load-${user}`), text(user), text(password))
}

function subscribePacket(filter: string, id: number): Buffer {
  return framed(0x82, Buffer.from([id >> 8, id & 255]), text(filter), Buffer.from([0]))
}

function publishPacket(topic: Buffer, payload: string, id: number): Buffer {
  const size = Buffer.byteLength(payload)
  const header = lengthBytes(2 + topic.length + 2 + size)
  const bytes = Buffer.allocUnsafe(1 + header.length + 2 + topic.length + 2 + size)
  let at = bytes.writeUInt8(0x32, 0)
  for (const byte of header) at = bytes.writeUInt8(byte, at)
  at = bytes.writeUInt16BE(topic.length, at)
  at += topic.copy(bytes, at)
  at = bytes.writeUInt16BE(id, at)
  bytes.write(payload, at)
  return bytes
}
