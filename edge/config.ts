import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { LotId } from '#contracts/ids.ts'

const ms = z.int().min(1)
const port = z.int().min(0).max(65_535)
const MiB = 1024 * 1024

const Device = z.strictObject({
  /** The device's MQTT user name. */
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  /** SHA-256 of the device's secret, lower-case hex. */
  secretSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** MQTT filters the device may publish under, such as `local/v1/slots/+/occupancy`. */
  publish: z.array(z.string().startsWith('local/v1/')).min(1).max(1000),
})
export type Device = z.infer<typeof Device>

const Disk = z.strictObject({
  /** Bytes of events the gateway keeps while the cloud is away (protocol §5). */
  maxBytes: z
    .int()
    .min(64 * 1024)
    .default(512 * MiB),
  /** Share of `maxBytes` above which events are shed by class. 0–1. */
  softShare: z.number().min(0.1).max(1).default(0.8),
  /** Below this much free disk nothing more is taken. */
  freeFloorBytes: z
    .int()
    .min(0)
    .default(64 * MiB),
  /** Dead letters kept; beyond it the oldest go. */
  deadLetters: z.int().min(1).default(1000),
})

const Limits = z.strictObject({
  /** Bytes of one MQTT packet from a device. */
  packetBytes: z
    .int()
    .min(128)
    .default(16 * 1024),
  /** Messages per second of one device; faster ones wait. */
  messagesPerSecond: z.number().positive().default(1000),
  /** Open connections of all devices. */
  connections: z.int().min(1).default(1024),
  /** New connections per second from all devices. */
  connectsPerSecond: z.number().positive().default(200),
})

const Uplink = z.strictObject({
  /** Back-off between connection attempts, full jitter (protocol §4.3). */
  backoffMinMs: ms.default(1000),
  backoffMaxMs: ms.default(60_000),
  /** Wait for an acknowledgement before a batch is sent again; doubles up to the maximum (protocol §4.6). */
  resendMinMs: ms.default(3000),
  resendMaxMs: ms.default(30_000),
  /** Events per second of the backlog, so that the past never delays the present (protocol §4.5). */
  backlogPerSecond: z.number().positive().default(2000),
  /** Connected but unacknowledged for this long is a stall (protocol §4.7). */
  stallMs: ms.default(60_000),
  /** How often the cloud is asked for its time. */
  timeSyncMs: ms.default(600_000),
  keepaliveSeconds: z.int().min(1).max(120).default(20),
})

/** The gateway's settings file. */
export const GatewayConfig = z.strictObject({
  lot: LotId,
  dataFolder: z.string().min(1),
  cloud: z.strictObject({
    url: z.string().regex(/^(mqtts?|tcp|ssl):\/\/\S+$/),
    username: z.string().min(1),
    password: z.string().min(1),
    /** Files in PEM. */
    ca: z.string().optional(),
    cert: z.string().optional(),
    key: z.string().optional(),
  }),
  /** Where devices connect. Port 0 takes a free one. */
  local: z.strictObject({ host: z.string().min(1), port }),
  /** Where health and metrics are served. Port 0 takes a free one. */
  http: z.strictObject({ host: z.string().min(1), port }),
  devices: z.array(Device).max(10_000),
  /** How often sensors promise to speak; stated in the snapshot. */
  heartbeatMs: z.int().min(1000).default(300_000),
  /** How often the snapshot is sent besides on each connect. */
  snapshotMs: z.int().min(1000).default(300_000),
  /** More than `changes` within `withinMs` is flapping, until quiet for `settleMs`; null switches it off. */
  flapping: z
    .strictObject({ changes: z.int().min(2), withinMs: ms, settleMs: ms })
    .nullable()
    .default({ changes: 8, withinMs: 60_000, settleMs: 30_000 }),
  disk: Disk.prefault({}),
  limits: Limits.prefault({}),
  uplink: Uplink.prefault({}),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})
export type GatewayConfig = z.infer<typeof GatewayConfig>
/** The settings as written: what has a default may be left out. */
export type GatewayConfigInput = z.input<typeof GatewayConfig>

/** Checks settings and names every fault at once. Throws an Error whose message has a line per fault. */
export function parseConfig(input: unknown): GatewayConfig {
  const parsed = GatewayConfig.safeParse(input)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((i) => `  ${i.path.join('.') || '(file)'}: ${i.message}`)
    throw new Error(`The gateway's settings are wrong:\n${faults.join('\n')}`)
  }
  const config = parsed.data
  const ids = config.devices.map((d) => d.id)
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i)
  if (twice.length > 0) {
    throw new Error(`The gateway's settings name devices twice: ${[...new Set(twice)].join(', ')}`)
  }
  return config
}

/** Reads the file that `GATEWAY_CONFIG` names. Throws when it is missing, not JSON, or wrong. */
export function readConfig(): GatewayConfig {
  const file = process.env['GATEWAY_CONFIG']
  if (!file) throw new Error('GATEWAY_CONFIG must name the gateway’s settings file (JSON)')
  return parseConfig(JSON.parse(readFileSync(file, 'utf8')))
}
