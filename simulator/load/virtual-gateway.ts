import type { LotId } from '#contracts/ids.ts'
import { lotTopics } from '#contracts/mqtt/topics.ts'
import { addRange, hasNumber, type Ranges } from '#contracts/rules/ranges.ts'
import { openWire, type WireConnection } from './mqtt-wire.ts'

/** Batches under way at once, as the live stream has (protocol §4). */
const window = 4
/** First wait for an acknowledgement, doubling to the longest, in ms (protocol §4). */
const resendMs = { first: 3_000, longest: 30_000 }

export interface VirtualGatewayOptions {
  port: number
  lot: string
  password: string
  epoch: string
  slots: number
  eventsPerMessage: number
  /** Hears of each acknowledged batch: its events and how long it took in ms. */
  onAcked: (events: number, latencyMs: number) => void
}

/** A gateway's uplink without its disk: a window of batches, resends, acknowledgements. */
export interface VirtualGateway {
  /** Sends until its window is full; it refills itself with each acknowledgement. */
  start: () => void
  /** Sends nothing new any more. */
  finish: () => void
  /** Sends again what has waited too long. */
  resend: () => void
  /** Sequence numbers given out. */
  sent: () => number
  /** Events sent and not yet acknowledged. */
  open: () => number
  resent: () => number
  close: () => void
}

interface UnderWay {
  to: number
  payload: string
  sentAt: number
  dueAt: number
  waitMs: number
}

export async function openVirtualGateway(options: VirtualGatewayOptions): Promise<VirtualGateway> {
  const { lot, epoch, slots, eventsPerMessage } = options
  const topics = lotTopics(lot as LotId)
  const topic = Buffer.from(topics.batch('live'))
  const underWay: UnderWay[] = []
  let held: Ranges = []
  let seq = 0
  let resent = 0
  let running = false

  const event = (s: number) => {
    const slot = s % slots
    const occupied = Math.floor(s / slots) % 2 === 0
    return `{"s":${s},"id":"${epoch.slice(-6)}:${s}","t":${Date.now()},"k":"occ","d":{"slot":"S${slot + 1}","occupied":${occupied}}}`
  }
  const sendNext = () => {
    const from = seq + 1
    let ev = event(++seq)
    for (let n = 1; n < eventsPerMessage; n++) ev += `,${event(++seq)}`
    const now = Date.now()
    const payload = `{"v":1,"lot":"${lot}","epoch":"${epoch}","boot":1,"stream":"live","from":${from},"to":${seq},"sentAt":${now},"clock":{"src":"ntp","offMs":0,"errMs":1},"ev":[${ev}],"gaps":[]}`
    const at = performance.now()
    underWay.push({
      to: seq,
      payload,
      sentAt: at,
      dueAt: at + resendMs.first,
      waitMs: resendMs.first,
    })
    wire.publish(topic, payload)
  }
  const fill = () => {
    while (running && underWay.length < window) sendNext()
  }
  const wire: WireConnection = await openWire({
    port: options.port,
    user: lot,
    password: options.password,
    subscribe: topics.ack,
    onClose: () => {},
    onMessage: (body) => {
      const ack = JSON.parse(body.toString())
      if (ack.epoch !== epoch) return
      for (const [from, to] of ack.ranges) held = addRange(held, from, to)
      const at = performance.now()
      for (let i = underWay.length - 1; i >= 0; i--) {
        const batch = underWay[i]
        if (!batch || !hasNumber(held, batch.to)) continue
        underWay.splice(i, 1)
        options.onAcked(eventsPerMessage, at - batch.sentAt)
      }
      fill()
    },
  })
  return {
    start: () => {
      running = true
      fill()
    },
    finish: () => {
      running = false
    },
    resend: () => {
      const at = performance.now()
      for (const batch of underWay) {
        if (batch.dueAt > at) continue
        batch.waitMs = Math.min(resendMs.longest, batch.waitMs * 2)
        batch.dueAt = at + batch.waitMs
        resent++
        wire.publish(topic, batch.payload)
      }
    },
    sent: () => seq,
    open: () => underWay.length * eventsPerMessage,
    resent: () => resent,
    close: () => wire.close(),
  }
}
