import { localTopics } from '#contracts/mqtt/topics.ts'
import { type Device, openDevice } from '../devices/device.ts'
import type { DevicePermit, Gateway } from '../stack/gateway.ts'

/** One connection stands for all sensors of a lot. */
export const sensorPermit: DevicePermit = {
  id: 'sensors',
  publish: ['local/v1/slots/+/occupancy'],
}

const stepMs = 5

/** Changes one slot after the other, over all lots in turn, `rate` changes a second. */
export async function startSensors(
  gateways: ReadonlyMap<string, Gateway>,
  slots: readonly string[],
  rate: number,
) {
  const devices: Device[] = [...gateways.values()].map((gateway) =>
    openDevice({
      id: sensorPermit.id,
      password: gateway.devicePassword(sensorPermit.id),
      port: gateway.mqttPort,
      random: Math.random,
      window: 200,
    }),
  )
  let sent = 0
  let failed: unknown
  const change = (n: number) => {
    const device = devices[n % devices.length]
    const turn = Math.floor(n / devices.length)
    const slot = slots[turn % slots.length] ?? ''
    const occupied = Math.floor(turn / slots.length) % 2 === 0
    const payload = JSON.stringify({ id: `e${n}`, t: Date.now(), occupied })
    device?.send({ topic: localTopics.slotOccupancy(slot), payload }).catch((error) => {
      failed = error
    })
  }
  const began = performance.now()
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * rate) / 1000)
    for (; sent < due; sent++) change(sent)
  }, stepMs)
  return {
    /** Changes sent so far. Throws what went wrong with one. */
    sent: () => {
      if (failed) throw failed
      return sent
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer)
      for (const device of devices) await device[Symbol.asyncDispose]()
    },
  }
}
