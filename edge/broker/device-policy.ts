import { createHash, timingSafeEqual } from 'node:crypto'
import { filterCovers } from '#contracts/mqtt/acl.ts'
import type { Device } from '../config.ts'

/** Who a device is and what it may do. */
export interface DevicePolicy {
  /** Whether the secret is this device's. Takes as long for an unknown device as for a wrong secret. */
  knows: (user: string, secret: Uint8Array) => boolean
  mayPublish: (user: string, topic: string) => boolean
  /** A device hears only what is addressed to it (PK-010). */
  maySubscribe: (user: string, filter: string) => boolean
}

/** The policy of a gateway's settings. */
export function devicePolicy(devices: readonly Device[]): DevicePolicy {
  const byId = new Map(
    devices.map((d) => [
      d.id,
      {
        secret: Buffer.from(d.secretSha256, 'hex'),
        publish: d.publish,
        allowed: new Set<string>(),
      },
    ]),
  )
  const nobody = Buffer.alloc(32)
  return {
    knows(user, secret) {
      const given = createHash('sha256').update(secret).digest()
      const device = byId.get(user)
      return timingSafeEqual(given, device?.secret ?? nobody) && device !== undefined
    },
    mayPublish(user, topic) {
      const device = byId.get(user)
      if (!device) return false
      if (device.allowed.has(topic)) return true
      const allowed = device.publish.some((filter) => filterCovers(filter, topic))
      if (allowed && device.allowed.size < topicsRemembered) device.allowed.add(topic)
      return allowed
    },
    maySubscribe: (user, filter) =>
      byId.has(user) &&
      [`local/v1/devices/${user}/cmd`, `local/v1/barriers/${user}/cmd`].includes(filter),
  }
}

const topicsRemembered = 2000
