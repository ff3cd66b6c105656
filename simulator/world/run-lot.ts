import { setTimeout as delay } from 'node:timers/promises'
import type { LotDevices } from '../devices/lot-devices.ts'
import type { LotWorld } from './lot-world.ts'

/** What one lot's life depends on. */
export interface LotRun {
  world: LotWorld
  devices: LotDevices
  /** How much faster cars live than clocks run, once the past is told. */
  speed: number
  heartbeatMs: number
  now: () => number
  signal: AbortSignal
  /** Everything up to `until` is acknowledged. */
  told: (until: number) => void
  /** The past is told, the present begins. */
  live: () => void
}

const minute = 60_000
const stepMs = 5 * minute
const countEveryMs = 5 * minute
const tickMs = 250
/** With more than this unacknowledged the world waits, so that a long outage costs no memory. */
const busy = 500

/** Lets a lot live until `signal`: first its past, as fast as the gateway takes it, then the present. */
export async function runLot(run: LotRun): Promise<void> {
  const { world, devices, now, signal } = run
  await devices.begin(world.occupied(), world.now())
  for (let caughtUp = false; !caughtUp && !signal.aborted; ) {
    const until = Math.min(world.now() + stepMs, now())
    caughtUp = until < world.now() + stepMs
    await devices.tell(world.advance(until), (t) => t)
    if (!caughtUp) await devices.count(world.inside(), until)
    run.told(until)
  }
  if (signal.aborted) return
  run.live()
  await runLive(run)
}

/**
 * Cars live `speed` times as fast as the clock from here on, beginning with the moment that was told last; devices stamp
 * what they see with the clock's time.
 */
async function runLive(run: LotRun): Promise<void> {
  const { world, devices, now, signal, speed } = run
  const origin = world.now()
  const worldTime = () => origin + (now() - origin) * speed
  const stamp = (t: number) => origin + (t - origin) / speed
  let counted = now()
  devices.beat(now(), run.heartbeatMs)
  while (!signal.aborted) {
    await delay(tickMs, undefined, { signal }).catch(() => {})
    if (devices.pending() > busy) continue
    const until = worldTime()
    const at = now()
    devices.tell(world.advance(until), stamp).then(
      () => run.told(at),
      () => {},
    )
    devices.beat(at, run.heartbeatMs)
    devices.flap(at)
    if (at - counted >= countEveryMs) {
      counted = at
      devices.count(world.inside(), at).catch(() => {})
    }
  }
}
