import { type Random, seeded, seedOf } from '../random.ts'
import type { Happening } from '../world/lot-world.ts'
import type { CityLot } from '../world/lots.ts'
import type { Device, DeviceMessage } from './device.ts'
import { drawFault, type Fault } from './faults.ts'
import { barrierMessage, countMessage, passageMessage } from './messages.ts'
import { devicePlan } from './plan.ts'
import { makeSensor, type Sensor } from './sensor.ts'

/** All devices of a lot, telling their gateway what happens. */
export interface LotDevices extends AsyncDisposable {
  /** The first reading of every sensor, and every arm closed. Resolves when all of it is acknowledged. */
  readonly begin: (occupied: ReadonlySet<string>, t: number) => Promise<void>
  /** Tells happenings in order; `stamp` turns the world's time into the devices'. Resolves when acknowledged. */
  readonly tell: (happenings: readonly Happening[], stamp: (t: number) => number) => Promise<void>
  readonly count: (cars: number, t: number) => Promise<void>
  /** Sends the heartbeats due since the last call, spread evenly over `everyMs`; skips them when the line is busy. */
  readonly beat: (now: number, everyMs: number) => void
  /** Lets flapping sensors flap, in bursts. */
  readonly flap: (now: number) => void
  /** The most messages that any one device has not got acknowledged. */
  readonly pending: () => number
  /** Resolves when nothing is pending. */
  readonly idle: () => Promise<void>
  /** What each sensor told last; silent ones are missing. */
  readonly told: () => Map<string, boolean>
}

const burst = { everyMs: 10 * 60_000, lastsMs: 90_000 }

export interface LotDevicesOptions {
  seed: number
  /** Names this run of the simulator in event ids. */
  run: string
  /** Connects a device by its user name. */
  open: (device: string) => Device
  /** Shares of sensors with each fault; default the usual ones. */
  shares?: Record<Fault, number>
}

/** Opens the devices of `lot`. Which sensors are faulty, and how, depends on the seed alone. */
export function openLotDevices(lot: CityLot, options: LotDevicesOptions): LotDevices {
  const { open, run, shares } = options
  const random = seeded(seedOf(options.seed, `${lot.id}/devices`))
  const plan = devicePlan({
    slots: lot.description.slots,
    barriers: [...lot.entries, ...lot.exits],
  })
  const devices = new Map(plan.permits.map(({ id }) => [id, open(id)]))
  const sensors = new Map<string, { sensor: Sensor; device: string }>()
  for (const slot of lot.description.slots) {
    const sensor = makeSensor(slot.id, drawFault(random, shares), random, run)
    sensors.set(slot.id, { sensor, device: plan.ofSlot(slot) })
  }
  const ordered = [...sensors.values()]
  const flapping = ordered.filter(({ sensor }) => sensor.fault === 'flapping')
  let beaten: number | undefined

  const send = (device: string, message: DeviceMessage) => {
    const one = devices.get(device)
    return one ? one.send(message) : Promise.resolve()
  }
  const sendAll = async (device: string, messages: readonly DeviceMessage[]) => {
    await Promise.all(messages.map((message) => send(device, message)))
  }

  function tellOne(happening: Happening, t: number): Promise<void> {
    switch (happening.kind) {
      case 'slot': {
        const at = sensors.get(happening.slot)
        return at ? sendAll(at.device, at.sensor.change(happening.occupied, t)) : Promise.resolve()
      }
      case 'arm': {
        const { barrier, state } = happening
        const id = `${barrier}.${run}.${state}.${t.toString(36)}`
        return send(plan.ofBarrier(barrier), barrierMessage(barrier, { id, t, state }))
      }
      case 'passage': {
        const { barrier, what } = happening
        const id = `${barrier}.${run}.${what}.${t.toString(36)}`
        const body = { id, t, kind: what, method: methodOf(random) }
        return send(
          plan.ofBarrier(barrier),
          passageMessage(barrier, what === 'deny' ? { ...body, reason: 'full' } : body),
        )
      }
    }
  }

  return {
    begin: async (occupied, t) => {
      const arms = [...lot.entries, ...lot.exits].map((barrier) =>
        tellOne({ t, kind: 'arm', barrier, state: 'closed' }, t),
      )
      const readings = ordered.map(({ sensor, device }) =>
        sendAll(device, sensor.change(occupied.has(sensor.slot), t)),
      )
      await Promise.all([...arms, ...readings])
    },
    tell: async (happenings, stamp) => {
      await Promise.all(happenings.map((h) => tellOne(h, Math.round(stamp(h.t)))))
    },
    count: (cars, t) => {
      const body = { id: `${plan.counter}.${run}.${t.toString(36)}`, t, occupied: cars }
      return send(plan.counter, countMessage(plan.counter, body))
    },
    beat: (now, everyMs) => {
      const place = (at: number) => Math.floor((at / everyMs) * ordered.length)
      const until = place(now)
      const from = Math.max(place(beaten ?? now), until - ordered.length)
      beaten = now
      for (let n = from; n < until; n++) {
        const at = ordered[n % ordered.length]
        for (const message of at?.sensor.heartbeat() ?? []) {
          devices.get(at?.device ?? '')?.offer(message)
        }
      }
    },
    flap: (now) => {
      const phase = now % burst.everyMs
      if (phase >= burst.lastsMs) return
      for (const { sensor, device } of flapping) {
        const last = phase >= burst.lastsMs - 2_000
        for (const message of sensor.flap(last, Math.round(now)))
          devices.get(device)?.offer(message)
      }
    },
    pending: () => Math.max(...[...devices.values()].map((device) => device.pending())),
    idle: async () => {
      await Promise.all([...devices.values()].map((device) => device.idle()))
    },
    told: () => {
      const told = ordered.map(({ sensor }) => [sensor.slot, sensor.told()] as const)
      return new Map(told.flatMap(([slot, value]) => (value === undefined ? [] : [[slot, value]])))
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...devices.values()].map((device) => device[Symbol.asyncDispose]()))
    },
  }
}

function methodOf(random: Random): 'plate' | 'ticket' | 'pass' {
  const chance = random()
  return chance < 0.6 ? 'plate' : chance < 0.9 ? 'ticket' : 'pass'
}
