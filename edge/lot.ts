import type { Logger } from 'pino'
import { ulid } from 'ulid'
import type { ClockInfo } from '#contracts/mqtt/batch.ts'
import type { LotState } from '#contracts/mqtt/state.ts'
import { startLocalBroker } from './broker/local-broker.ts'
import { type Clock, steadyClock } from './clock.ts'
import type { GatewayConfig } from './config.ts'
import { type Disposables, disposables } from './disposables.ts'
import { nativeDriver } from './drivers/native.ts'
import { simulatedDriver } from './drivers/simulated.ts'
import { createIntake, type Intake } from './intake.ts'
import { type LotView, loadLotView } from './lot-view.ts'
import type { GatewayFigures } from './metrics.ts'
import { diskGuard } from './outbox/disk-guard.ts'
import { slotKey } from './outbox/keys.ts'
import { openQueue, type QueueDisk, repairSkip } from './outbox/open.ts'
import { type Outbox, runOutbox } from './outbox/outbox.ts'
import { snapshotParts } from './snapshot.ts'
import { throttle } from './throttled.ts'
import { startUplink } from './uplink/uplink.ts'

/** Disk, broker and uplink of the lot, running. Its life ends with the disk's first failure. */
export interface RunningLot extends AsyncDisposable {
  mqttPort: number
  take: Intake['take']
  figures: () => GatewayFigures
  /** Resolves when the disk failed and the lot must be opened anew. */
  failed: Promise<Error>
}

const housekeepingMs = 1000

export interface LotParts {
  clock: Clock
  log: Logger
  version: string
  random: () => number
  /** Another disk than the folder's LevelDB, for tests. */
  disk?: QueueDisk
}

/** Opens the disk and starts serving devices and the cloud. Rejects when the disk or the port cannot be had. */
export async function runLot(config: GatewayConfig, parts: LotParts): Promise<RunningLot> {
  const started = disposables()
  try {
    return await start(config, parts, started)
  } catch (error) {
    await started[Symbol.asyncDispose]()
    throw error
  }
}

async function start(
  config: GatewayConfig,
  parts: LotParts,
  started: Disposables,
): Promise<RunningLot> {
  const { clock, log } = parts
  const steady = steadyClock(clock)
  const startedAt = clock.monotonic()
  const throttled = throttle(clock.monotonic)
  let fail: (error: Error) => void = () => {}
  const failed = new Promise<Error>((resolve) => {
    fail = resolve
  })

  const newEpoch = () => ulid(Math.max(0, steady.now()))
  const { storage, loaded, damage } = await openQueue(config.dataFolder, {
    newEpoch,
    log,
    ...(parts.disk ? { disk: parts.disk } : {}),
  })
  const outbox = started.use(
    runOutbox(storage, loaded, {
      deadLetters: config.disk.deadLetters,
      failed: (error) => {
        log.error({ err: error }, 'disk failed')
        fail(error)
      },
    }),
  )
  if (damage === 'repaired') outbox.skip(repairSkip)
  const view = await loadLotView(storage)
  const guard = diskGuard(outbox, config.disk, { folder: config.dataFolder, log })
  const intake = createIntake({
    outbox,
    view,
    drivers: [nativeDriver, simulatedDriver],
    flapping: config.flapping,
    admits: guard.admits,
    now: steady.now,
    log,
    throttled,
  })
  if (damage) await intake.alarm(`queue-${damage}`, 'the gateway’s queue was damaged')
  await guard.relieve(steady.now())

  const uplink = startUplink({
    config,
    outbox,
    version: parts.version,
    monotonic: clock.monotonic,
    steady,
    random: parts.random,
    snapshot: async (info) =>
      snapshotParts(view, await snapshotFacts(config, outbox, info, steady.now(), uptime())),
    alarm: intake.alarm,
    log,
  })
  started.use(uplink)
  const broker = await startLocalBroker({
    config,
    intake,
    monotonic: clock.monotonic,
    log,
    throttled,
  })
  started.use(broker)

  function uptime() {
    return Math.round(clock.monotonic() - startedAt)
  }

  let full = false
  let refusedBefore = 0
  const housekeeping = async () => {
    await guard.relieve(steady.now())
    await intake.settleSlots()
    const refused = intake.counts.refused
    const turnedAway = refused > refusedBefore
    refusedBefore = refused
    if (full === (turnedAway || !guard.admits())) return
    full = !full
    log.error({ full, ...outbox.stats() }, full ? 'disk full' : 'disk has room again')
    await intake.alarm('disk-full', full ? 'messages are not taken' : 'messages are taken', !full)
  }
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    housekeeping()
      .catch((error) => throttled('housekeeping', () => log.error({ err: error }, 'housekeeping')))
      .finally(() => {
        busy = false
      })
  }, housekeepingMs)
  started.defer(() => clearInterval(timer))
  started.defer(() => rememberSeen(outbox, view))

  return {
    mqttPort: broker.port,
    take: intake.take,
    failed,
    figures: () => {
      const { queued, bytes, deadLetters, commits, committedOps, committedBytes } = outbox.stats()
      return {
        queuedEvents: queued,
        queueBytes: bytes,
        deadLetters,
        commits,
        committedRecords: committedOps,
        committedBytes,
        acceptedEvents: intake.counts.accepted,
        heartbeats: intake.counts.heartbeats,
        rejectedMessages: intake.counts.rejected,
        refusedMessages: intake.counts.refused,
        deviceConnections: broker.connections(),
        cloudConnected: uplink.connected() ? 1 : 0,
        cloudConnections: uplink.counts.connections,
        batchesSent: uplink.counts.batches,
        batchesResent: uplink.counts.resent,
        acknowledgedEvents: uplink.counts.acknowledged,
        stalls: uplink.counts.stalls,
      }
    },
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  }
}

async function snapshotFacts(
  config: GatewayConfig,
  outbox: Outbox,
  clock: ClockInfo,
  at: number,
  uptimeMs: number,
) {
  const { queued, bytes, deadLetters } = outbox.stats()
  const [oldest] = await outbox.read(outbox.kept(1, 1))
  const gateway: LotState['gateway'] = {
    queued,
    oldestAt: oldest === undefined ? null : Number(JSON.parse(oldest).t),
    diskBytes: bytes,
    diskLimitBytes: config.disk.maxBytes,
    deadLetters,
    uptimeMs,
  }
  return {
    lot: config.lot,
    epoch: outbox.epoch,
    at,
    clock,
    heartbeatMs: config.heartbeatMs,
    gateway,
  }
}

/** Last-seen times are kept in memory; a clean stop writes them down. */
async function rememberSeen(outbox: Outbox, view: LotView): Promise<void> {
  for (const [slot, state] of view.slots) outbox.put(slotKey(slot), state)
  await outbox.commit().catch(() => {})
}
