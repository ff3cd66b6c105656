import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Ack } from '#contracts/mqtt/ack.ts'
import type { ClockInfo } from '#contracts/mqtt/batch.ts'
import { lotTopics } from '#contracts/mqtt/topics.ts'
import type { GatewayConfig } from '../config.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { encodeBatch } from './encode.ts'
import type { Flight, Scheduler } from './scheduler.ts'
import type { Session } from './session.ts'

export interface SenderParts {
  lot: GatewayConfig['lot']
  outbox: Outbox
  scheduler: Scheduler
  monotonic: () => number
  /** Milliseconds since 1970. */
  now: () => number
  clockInfo: () => ClockInfo
  log: Logger
}

/** Carries out what the scheduler decides on the present connection. */
export interface Sender {
  /** Sends whatever may be sent now. Cheap to call when there is nothing. */
  pump: () => void
  /** Takes a connection, or none. */
  use: (session: Session | undefined) => void
  /** Deletes what the cloud has, and treats what it refused (PK-041, PK-046). */
  acknowledge: (ack: Ack) => void
  /** Batches sent, sent again and acknowledged events since the start. */
  counts: { batches: number; resent: number; acknowledged: number; rejected: number }
  /** Since when the oldest batch in flight waits, monotonic ms. */
  oldestSince: () => number | undefined
}

interface Sent {
  payload: string
  topic: string
  /** The broker has not answered the last publish yet; sending again would only queue behind it. */
  underway: boolean
}

/** A sender with no connection. */
export function createSender(parts: SenderParts): Sender {
  const { outbox, scheduler, monotonic, log } = parts
  const topics = lotTopics(parts.lot)
  const sent = new Map<number, Sent>()
  const counts = { batches: 0, resent: 0, acknowledged: 0, rejected: 0 }
  let session: Session | undefined
  let pumping = false
  let again = false
  let timer: NodeJS.Timeout | undefined

  const publish = (item: Sent, over: Session) => {
    item.underway = true
    over.publish(item.topic, item.payload).then(
      () => {
        item.underway = false
      },
      (error: Error) => {
        item.underway = false
        log.debug({ err: error, topic: item.topic }, 'batch not taken by the broker')
      },
    )
  }

  const send = async (flight: Flight, over: Session) => {
    const texts = await outbox.read(flight.seqs)
    const events = flight.seqs.flatMap((seq, i) => {
      const json = texts[i]
      return json === undefined ? [] : [{ seq, json }]
    })
    const gone = flight.seqs.filter((_, i) => texts[i] === undefined)
    if (gone.length > 0) scheduler.forget(gone)
    const gaps = flight.gaps.flatMap((from) => outbox.gap(from) ?? [])
    if (scheduler.flight(flight.id) === undefined || events.length + gaps.length === 0) return
    const { payload, taken } = encodeBatch(
      {
        lot: parts.lot,
        epoch: outbox.epoch,
        boot: outbox.boot,
        stream: flight.stream,
        sentAt: parts.now(),
        clock: parts.clockInfo(),
      },
      events,
      gaps,
    )
    scheduler.putBack(
      flight,
      events.slice(taken).map((e) => e.seq),
    )
    const item = { payload, topic: topics.batch(flight.stream), underway: false }
    sent.set(flight.id, item)
    counts.batches++
    publish(item, over)
  }

  const run = async () => {
    do {
      again = false
      const over = session
      if (!over) break
      for (const flight of scheduler.overdue(monotonic())) {
        const item = sent.get(flight.id)
        if (!item || item.underway) continue
        counts.resent++
        publish(item, over)
      }
      let flight = scheduler.next(monotonic())
      while (flight) {
        await send(flight, over)
        flight = over === session ? scheduler.next(monotonic()) : undefined
      }
    } while (again)
  }

  const pump = () => {
    if (pumping) {
      again = true
      return
    }
    pumping = true
    clearTimeout(timer)
    run()
      .catch((error) => log.error({ err: error }, 'uplink could not read the outbox'))
      .finally(() => {
        pumping = false
        const at = session && scheduler.wakeAt(monotonic())
        if (at !== undefined) timer = setTimeout(pump, Math.max(1, at - monotonic()))
      })
  }

  const quarantine = async (seq: number, code: string) => {
    const [json] = await outbox.read([seq])
    log.error({ seq, code }, 'event quarantined: the cloud refuses it')
    outbox.deadLetter({
      at: parts.now(),
      device: '',
      topic: topics.batch('live'),
      reason: `refused: ${code}`,
      payload: json ?? '',
    })
    outbox.drop([seq], 'quarantined')
    await outbox.commit()
  }

  const refuse = (sha256: string, code: string) => {
    for (const [id, item] of sent) {
      if (createHash('sha256').update(item.payload).digest('hex') !== sha256) continue
      const verdict = scheduler.refused(id, monotonic())
      log.warn({ code, verdict: verdict.kind }, 'batch refused by the cloud')
      if (verdict.kind !== 'again') sent.delete(id)
      if (verdict.kind === 'quarantine') {
        quarantine(verdict.seq, code).catch((error) =>
          log.error({ err: error }, 'quarantine failed'),
        )
      }
    }
  }

  return {
    counts,
    pump,
    use(next) {
      session = next
      sent.clear()
      clearTimeout(timer)
      if (!next) return
      scheduler.connect(monotonic())
      pump()
    },
    acknowledge(ack) {
      for (const { sha256, code } of ack.nack) refuse(sha256, code)
      if (ack.epoch !== undefined && ack.epoch !== outbox.epoch) {
        log.warn({ epoch: ack.epoch }, 'acknowledgement of another epoch ignored')
        return
      }
      if (ack.ranges.length > 0) {
        counts.acknowledged += outbox.acknowledge(ack.ranges)
        for (const flight of scheduler.acknowledged(ack.ranges)) sent.delete(flight.id)
      }
      counts.rejected += ack.rejected.length
      for (const { s, code } of ack.rejected)
        log.warn({ seq: s, code }, 'event rejected by the cloud')
      pump()
    },
    oldestSince() {
      const times = [...scheduler.flights()].map((f) => f.since)
      return times.length === 0 ? undefined : Math.min(...times)
    },
  }
}
