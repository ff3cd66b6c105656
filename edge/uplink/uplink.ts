import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { ClockInfo } from '#contracts/mqtt/batch.ts'
import type { LotState } from '#contracts/mqtt/state.ts'
import { lotTopics } from '#contracts/mqtt/topics.ts'
import type { SteadyClock } from '../clock.ts'
import type { GatewayConfig } from '../config.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { backoffMs } from './backoff.ts'
import { isVersionRefused } from './connection.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { createSender, type Sender } from './sender.ts'
import { openSession, type Session } from './session.ts'
import { type ClockState, synced, unknownClock } from './time-sync.ts'

/** The gateway's way to the cloud. */
export interface Uplink extends AsyncDisposable {
  connected: () => boolean
  /** Whether the cloud asked to wait. */
  held: () => boolean
  clock: () => ClockInfo
  counts: Sender['counts'] & { connections: number; stalls: number }
}

export interface UplinkParts {
  config: GatewayConfig
  outbox: Outbox
  version: string
  monotonic: () => number
  steady: SteadyClock
  random: () => number
  snapshot: (clock: ClockInfo) => Promise<LotState[]>
  /** Raises or clears an alarm that travels as an event. */
  alarm: (code: string, detail: string, cleared?: boolean) => Promise<void>
  log: Logger
}

/** A connection that lived this long was a success: the back-off starts anew. */
const stableMs = 10_000

/** Starts connecting and sending; never gives up until disposed. */
export function startUplink(parts: UplinkParts): Uplink {
  const { config, outbox, monotonic, steady, log } = parts
  const { uplink: rules } = config
  const scheduler = createScheduler(rules)
  let clock: ClockState = unknownClock
  let session: Session | undefined
  let held = false
  let stalled = false
  const stop = new AbortController()

  const sender = createSender({
    lot: config.lot,
    outbox,
    scheduler,
    monotonic,
    now: steady.now,
    clockInfo: () => clock.info,
    log,
  })
  const counts = Object.assign(sender.counts, { connections: 0, stalls: 0 })
  outbox.onReady((events, gaps) => {
    for (const { seq, class: kind } of events) scheduler.add(seq, kind === 'A')
    for (const gap of gaps) scheduler.addGap(gap.from, gap.to)
    if (session) sender.pump()
  })
  outbox.onDropped((seqs) => scheduler.forget(seqs))
  owe(outbox, scheduler)

  const askTime = (over: Session) =>
    over.askTime(steady.now()).catch((error) => log.debug({ err: error }, 'time not asked'))

  const hearTime = (t0: number, t1: number, t2: number) => {
    const result = synced(clock, { t0, t1, t2, t3: steady.now() }, steady.wallAheadMs())
    clock = result.state
    if (result.kind === 'kept') return
    if (result.kind === 'follow') {
      steady.followWall()
      log.warn({}, 'clock stepped with the wall clock')
      if (session) void askTime(session)
      return
    }
    log.warn({ offMs: result.offMs }, 'clock step refused')
    parts
      .alarm('clock-step-refused', `the cloud’s time is off by ${result.offMs} ms`)
      .catch((error) => log.error({ err: error }, 'alarm not kept'))
  }

  const sendSnapshot = async (over: Session) => {
    for (const part of await parts.snapshot(clock.info)) {
      await over.publish(lotTopics(config.lot).state, JSON.stringify(part))
    }
  }

  const watchStall = (over: Session) => {
    const since = sender.oldestSince()
    if (held || since === undefined || monotonic() - since <= rules.stallMs) return
    counts.stalls++
    log.error({ unacknowledgedMs: Math.round(monotonic() - since) }, 'uplink stalled, reconnecting')
    if (!stalled) {
      stalled = true
      parts
        .alarm('uplink-stalled', 'connected, but nothing is acknowledged')
        .catch((error) => log.error({ err: error }, 'alarm not kept'))
    }
    void over.end(true)
  }

  const serve = async (over: Session) => {
    const timers = [
      setInterval(() => watchStall(over), Math.min(1000, rules.stallMs)),
      setInterval(() => void askTime(over), rules.timeSyncMs),
      setInterval(() => {
        sendSnapshot(over).catch((error) => log.debug({ err: error }, 'snapshot not sent'))
      }, config.snapshotMs),
    ]
    try {
      await askTime(over)
      await sendSnapshot(over)
      sender.use(over)
      await over.closed
    } finally {
      for (const timer of timers) clearInterval(timer)
      sender.use(undefined)
    }
  }

  const open = (protocolVersion: 4 | 5) =>
    openSession({
      config,
      identity: { epoch: outbox.epoch, boot: outbox.boot, version: parts.version },
      protocolVersion,
      now: steady.now,
      signal: stop.signal,
      log,
      voice: {
        ack(ack) {
          sender.acknowledge(ack)
          if (!stalled || ack.ranges.length === 0) return
          stalled = false
          parts
            .alarm('uplink-stalled', 'acknowledged again', true)
            .catch((error) => log.error({ err: error }, 'alarm not kept'))
        },
        status({ state }) {
          if (held !== (state !== 'online')) log.info({ state }, 'cloud status')
          held = state !== 'online'
          scheduler.hold(held, monotonic())
          sender.pump()
        },
        time: ({ t0, t1, t2 }) => hearTime(t0, t1, t2),
      },
    })

  const run = async () => {
    let attempt = 0
    let protocolVersion: 4 | 5 = 5
    while (!stop.signal.aborted) {
      attempt++
      const began = monotonic()
      held = false
      scheduler.hold(false, began)
      try {
        session = await open(protocolVersion)
        counts.connections++
        log.info({ conn: session.conn }, 'connected to the cloud')
        if (stop.signal.aborted) await session.end(false)
        else await serve(session)
        log.warn({}, 'connection to the cloud lost')
      } catch (error) {
        if (protocolVersion === 5 && isVersionRefused(error)) {
          protocolVersion = 4
          attempt--
          continue
        }
        if (!stop.signal.aborted) log.warn({ err: error, attempt }, 'cloud not reached')
      } finally {
        session = undefined
      }
      if (monotonic() - began > stableMs) attempt = 1
      const bounds = { minMs: rules.backoffMinMs, maxMs: rules.backoffMaxMs }
      const wait = backoffMs(attempt, parts.random(), bounds)
      await sleep(wait, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const running = run()

  return {
    connected: () => session !== undefined,
    held: () => held,
    clock: () => clock.info,
    counts,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await session?.end(false)
      await running
    },
  }
}

/** Everything that was on the disk before this start is owed. */
function owe(outbox: Outbox, scheduler: Scheduler): void {
  const page = 10_000
  for (let seqs = outbox.kept(1, page); seqs.length > 0; ) {
    for (const seq of seqs) scheduler.add(seq, outbox.entry(seq)?.class === 'A')
    seqs = outbox.kept((seqs.at(-1) ?? 0) + 1, page)
  }
  for (const gap of outbox.gaps()) scheduler.addGap(gap.from, gap.to)
}
