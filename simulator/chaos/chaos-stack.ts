import { join } from 'node:path'
import type { BrokerKind } from '../stack/broker.ts'
import type { LogSink } from '../stack/log.ts'
import { freePort } from '../stack/ports.ts'
import { type Stack, startStack } from '../stack/stack.ts'
import { type Link, startLink } from './link.ts'
import { permits } from './lot-devices.ts'

/** A stack that finds its broker only over links that can break. */
export interface ChaosStack extends AsyncDisposable {
  readonly stack: Stack
  /** One per lot, and the one of ingest. */
  readonly links: ReadonlyMap<string, Link>
  readonly ingestLink: Link
}

/**
 * Waits and limits shorter than in production, so that a minute holds many recoveries, and a disk small enough to
 * fill within seconds.
 */
const gatewaySettings = {
  flapping: null,
  disk: { maxBytes: 128 * 1024, freeFloorBytes: 0 },
  limits: { messagesPerSecond: 100_000 },
  uplink: {
    backoffMinMs: 200,
    backoffMaxMs: 2_000,
    keepaliveSeconds: 5,
    resendMinMs: 1_000,
    resendMaxMs: 5_000,
  },
}

/** Starts database, broker, an API process, an ingest process and a gateway per lot. */
export async function startChaosStack(
  options: { folder: string; broker: BrokerKind; log: LogSink },
  lots: readonly string[],
): Promise<ChaosStack> {
  const port = await freePort()
  const broker = { host: '127.0.0.1', port }
  const ingestLink = await startLink(broker)
  const links = new Map<string, Link>()
  for (const lot of lots) links.set(lot, await startLink(broker))
  const closeLinks = async () => {
    await Promise.all([ingestLink, ...links.values()].map((link) => link[Symbol.asyncDispose]()))
  }
  try {
    const stack = await startStack({
      folder: join(options.folder, 'stack'),
      log: options.log,
      lots: lots.map((id) => ({ id, devices: permits })),
      broker: { kind: options.broker, port },
      cloud: [
        { name: 'api', roles: ['api', 'worker', 'live'] },
        { name: 'ingest', roles: ['ingest'], env: { MQTT_URL: urlOf(ingestLink) } },
      ],
      gateway: {
        program: 'chaos-gateway',
        heartbeatMs: 60_000,
        snapshotMs: 2_000,
        settings: gatewaySettings,
      },
      gatewayCloudUrl: (lot, at) => urlOf(links.get(lot)) ?? at.url(),
    })
    const dispose = async () => {
      await stack[Symbol.asyncDispose]()
      await closeLinks()
    }
    return { stack, links, ingestLink, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await closeLinks()
    throw error
  }
}

function urlOf(link: Link): string
function urlOf(link: Link | undefined): string | undefined
function urlOf(link: Link | undefined): string | undefined {
  return link && `mqtt://127.0.0.1:${link.port}`
}
