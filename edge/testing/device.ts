import { createHash } from 'node:crypto'
import mqtt, { type MqttClient } from 'mqtt'
import { localTopics } from '#contracts/mqtt/topics.ts'
import type { GatewayConfigInput } from '../config.ts'

/** SHA-256 of a device's secret as the settings state it. */
export function secretOf(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}

/** A device that may publish everything of the in-lot topics. */
export function anyDevice(id: string, password = 'secret'): GatewayConfigInput['devices'][number] {
  return { id, secretSha256: secretOf(password), publish: ['local/v1/#'] }
}

/** A real MQTT client as a device; rejects when the gateway refuses it. */
export async function connectDevice(
  port: number,
  username: string,
  password = 'secret',
  reconnectPeriod = 0,
): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    username,
    password,
    clientId: `${username}-${Math.round(performance.now() * 1000)}`,
    reconnectPeriod,
    connectTimeout: 5000,
  })
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
  })
  client.on('error', () => {})
  return client
}

/** Publishes a slot reading; resolves at the gateway's PUBACK. */
export async function sendReading(
  device: MqttClient,
  slot: string,
  occupied: boolean,
  more: Record<string, unknown> = {},
): Promise<void> {
  const payload = JSON.stringify({ occupied, t: Date.now(), ...more })
  await device.publishAsync(localTopics.slotOccupancy(slot), payload, { qos: 1 })
}
