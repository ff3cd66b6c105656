import type { Config } from './config.ts'
import type { BrokerOptions } from './mqtt/connection.ts'

/** The broker as one of the cloud's own users. `loadConfig` has seen to it that a role which connects has what it needs. */
export function brokerAs(config: Config, role: 'ingest' | 'live'): BrokerOptions {
  const { url, ca } = config.mqtt
  const username = role === 'ingest' ? config.mqtt.ingestUser : config.mqtt.liveUser
  const password = role === 'ingest' ? config.secrets.ingestPassword : config.secrets.livePassword
  if (url === undefined || password === undefined) throw new Error('MQTT_URL or a password missing')
  return { url, username, password, ...(ca !== undefined && { ca }) }
}
