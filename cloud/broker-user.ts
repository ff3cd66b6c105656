import type { Config } from './config.ts'
import type { BrokerOptions } from './mqtt/connection.ts'

/** The broker as one of the cloud's own users. `loadConfig` has seen to it that a role which connects has what it needs. */
export function brokerAs(config: Config, role: 'ingest' | 'live'): BrokerOptions {
  const { mqtt, secrets } = config
  const { url, ca } = mqtt
  if (url === undefined) throw new Error('MQTT_URL is missing')
  const [username, password, identity] =
    role === 'ingest'
      ? [mqtt.ingestUser, secrets.ingestPassword, secrets.ingestIdentity]
      : [mqtt.liveUser, secrets.livePassword, secrets.liveIdentity]
  return {
    url,
    username,
    password: password ?? '',
    ...(ca !== undefined && { ca }),
    ...(identity && { identity }),
  }
}
