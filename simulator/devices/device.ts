import { connect, type MqttClient, UniqueMessageIdProvider } from 'mqtt'

/** Something a device says. Sent again after a lost connection as it is, with its event id inside the payload. */
export interface DeviceMessage {
  topic: string
  payload: string
  /** The id inside the payload, for the ledger of what was acknowledged. */
  eventId?: string
}

export interface DeviceOptions {
  /** Its user name and client id at the gateway. */
  id: string
  password: string
  host?: string
  /** Asked before each attempt, because a gateway may come back elsewhere. */
  port: () => number
  /** Unacknowledged publishes at most; default 32. */
  window?: number
  /** What is only offered is refused when this many messages wait, those in the window not counted; default 1,000. */
  queueLimit?: number
  /** A PUBACK that takes longer than this many ms ends the connection; default 30,000. */
  patienceMs?: number
  /** Jitter of reconnecting: 0 ≤ n < 1. */
  random: () => number
  /** Called on each PUBACK, before `send` resolves. */
  acknowledged?: (message: DeviceMessage) => void
  /** Called when the gateway refuses or drops the connection. */
  lost?: (reason: string) => void
}

/** A device's connection to its gateway: QoS 1, clean session, kept up for as long as it lives. */
export interface Device extends AsyncDisposable {
  readonly id: string
  /**
   * Resolves on PUBACK, at last; messages keep the order of the calls. Who sends bounds what is under way by waiting.
   * @throws when the device is closed before.
   */
  readonly send: (message: DeviceMessage) => Promise<void>
  /** As `send`, but gives up at once when the queue is full: for what will be said again anyway. */
  readonly offer: (message: DeviceMessage) => boolean
  readonly isConnected: () => boolean
  /** Messages not yet acknowledged. */
  readonly pending: () => number
  /** PUBACKs received. */
  readonly acknowledged: () => number
  /** Resolves when nothing is pending. */
  readonly idle: () => Promise<void>
  /** Breaks the connection as a pulled cable would. */
  readonly cut: () => void
}

interface Entry {
  message: DeviceMessage
  done: () => void
  failed: (error: Error) => void
}

/** Opens a device. It connects in the background, with 0.1 s doubling to 5 s between attempts, full jitter. */
export function openDevice(options: DeviceOptions): Device {
  const window = options.window ?? 32
  const queueLimit = options.queueLimit ?? 1_000
  const waiting: Entry[] = []
  const inFlight = new Set<Entry>()
  const idleWanted: (() => void)[] = []
  let client: MqttClient | undefined
  let connected = false
  let closed = false
  let attempts = 0
  let count = 0
  let retry: NodeJS.Timeout | undefined
  let patience: NodeJS.Timeout | undefined

  function open(): void {
    const mine = connect({
      protocol: 'mqtt',
      host: options.host ?? '127.0.0.1',
      port: options.port(),
      clientId: options.id,
      username: options.id,
      password: options.password,
      clean: true,
      keepalive: 20,
      connectTimeout: 10_000,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      messageIdProvider: new UniqueMessageIdProvider(),
    })
    client = mine
    let reason = 'connection closed'
    mine.on('error', (error) => {
      reason = error.message
    })
    mine.on('connect', () => {
      if (mine !== client) return
      connected = true
      attempts = 0
      pump()
    })
    mine.on('close', () => lose(mine, reason))
  }

  function lose(lost: MqttClient, reason: string): void {
    if (lost !== client) return
    client = undefined
    connected = false
    clearTimeout(patience)
    patience = undefined
    lost.end(true)
    waiting.unshift(...inFlight)
    inFlight.clear()
    if (closed) return
    options.lost?.(reason)
    const ceiling = Math.min(5_000, 100 * 2 ** Math.min(attempts, 10))
    attempts += 1
    retry = setTimeout(open, options.random() * ceiling)
  }

  function pump(): void {
    const at = client
    while (at && connected && inFlight.size < window) {
      const entry = waiting.shift()
      if (!entry) break
      inFlight.add(entry)
      at.publish(entry.message.topic, entry.message.payload, { qos: 1 }, (error) => {
        if (at !== client || !inFlight.has(entry)) return
        if (error) return lose(at, error.message)
        inFlight.delete(entry)
        acknowledge(entry)
        watch()
        pump()
      })
    }
    if (!patience) watch()
  }

  function watch(): void {
    clearTimeout(patience)
    const at = client
    patience =
      at && inFlight.size > 0
        ? setTimeout(() => lose(at, 'no PUBACK in time'), options.patienceMs ?? 30_000)
        : undefined
  }

  function acknowledge(entry: Entry): void {
    count += 1
    options.acknowledged?.(entry.message)
    entry.done()
    if (waiting.length + inFlight.size === 0) for (const wake of idleWanted.splice(0)) wake()
  }

  function put(message: DeviceMessage): Promise<void> {
    return new Promise((done, failed) => {
      waiting.push({ message, done, failed })
      pump()
    })
  }

  async function close(): Promise<void> {
    closed = true
    clearTimeout(retry)
    clearTimeout(patience)
    const last = client
    client = undefined
    connected = false
    for (const entry of [...inFlight, ...waiting.splice(0)]) {
      entry.failed(new Error(`${options.id} was closed`))
    }
    inFlight.clear()
    for (const wake of idleWanted.splice(0)) wake()
    await last?.endAsync(true).catch(() => {})
  }

  open()
  return {
    id: options.id,
    send: async (message) => {
      if (closed) throw new Error(`${options.id} was closed`)
      return put(message)
    },
    offer: (message) => {
      if (closed || waiting.length >= queueLimit) return false
      put(message).catch(() => {})
      return true
    },
    isConnected: () => connected,
    pending: () => waiting.length + inFlight.size,
    acknowledged: () => count,
    idle: async () => {
      if (waiting.length + inFlight.size === 0) return
      await new Promise<void>((resolve) => idleWanted.push(resolve))
    },
    cut: () => client?.stream.destroy(),
    [Symbol.asyncDispose]: close,
  }
}
