import { once, setMaxListeners } from 'node:events'
import { setInterval as every } from 'node:timers/promises'
import { openDevice } from '../devices/device.ts'
import { noFaults, usualShares } from '../devices/faults.ts'
import { openLotDevices } from '../devices/lot-devices.ts'
import { seeded, seedOf } from '../random.ts'
import { lotWorldAt } from './city-world.ts'
import { type CityLot, karlsruheLots } from './lots.ts'
import { openProgress } from './progress.ts'
import { runLot } from './run-lot.ts'
import { presentBegins, readSettings } from './settings.ts'

/** The world outside as a process: `world <settings file>`. Cars, sensors and barriers of every lot that has a gateway. */
const path = process.argv[2]
if (path === undefined) throw new Error('usage: world <settings file>')
const settings = readSettings(path)
const progress = openProgress(settings.progressFile)
const stopping = new AbortController()
// Every lot listens.
setMaxListeners(0, stopping.signal)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())

const now = () => Date.now()
const started = now()
const say = (message: string, facts: Record<string, unknown>) =>
  process.stdout.write(`${JSON.stringify({ level: 30, time: now(), msg: message, ...facts })}\n`)

const lots = karlsruheLots(settings.heartbeatMs).filter((lot) => settings.gateways[lot.id])
say('world ready', { lots: lots.length, seed: settings.seed, speed: settings.speed })
let live = 0
const runs = lots.map(liveAt)
saveProgress().catch(() => {})
await Promise.race([once(stopping.signal, 'abort'), Promise.all(runs)])
await Promise.allSettled(runs)
progress.save()
say('world stopped', {})

async function liveAt(lot: CityLot): Promise<void> {
  const from = Math.max(started - settings.historyMs, progress.until(lot.id) ?? 0)
  const gateway = settings.gateways[lot.id]
  await using devices = openLotDevices(lot, {
    seed: settings.seed,
    run: started.toString(36),
    shares: settings.faults ? usualShares : noFaults,
    open: (id) =>
      openDevice({
        id,
        password: gateway?.passwords[id] ?? '',
        port: () => gateway?.port ?? 0,
        random: seeded(seedOf(settings.seed, `${lot.id}/${id}`)),
      }),
  })
  const abort = () => devices[Symbol.asyncDispose]()
  stopping.signal.addEventListener('abort', abort, { once: true })
  await runLot({
    world: lotWorldAt(lot, settings.seed, from),
    devices,
    speed: settings.speed,
    heartbeatMs: settings.heartbeatMs,
    now,
    signal: stopping.signal,
    told: (until) => progress.note(lot.id, until),
    live: () => {
      live += 1
      if (live === lots.length) say(presentBegins, { afterMs: now() - started })
    },
  })
}

async function saveProgress(): Promise<void> {
  for await (const _ of every(5_000, undefined, { ref: false, signal: stopping.signal })) {
    progress.save()
  }
}
