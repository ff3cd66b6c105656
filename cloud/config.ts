import { readFileSync } from 'node:fs'
import { z } from 'zod'

export const roles = ['api', 'ingest', 'worker', 'live'] as const
export type Role = (typeof roles)[number]

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/i, 'a SHA-256 in hex')
const Port = z.coerce.number().int().min(0).max(65_535)

const Environment = z
  .object({
    ROLES: z
      .string()
      .default(roles.join(','))
      .transform((text) => text.split(',').map((name) => name.trim()))
      .pipe(z.array(z.enum(roles)).min(1)),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(10),
    HTTP_HOST: z.string().default('127.0.0.1'),
    HTTP_PORT: Port.default(8080),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    OPERATOR_TOKEN_SHA256: Sha256.optional(),
    DASHBOARD_FOLDER: z.string().min(1).optional(),
    MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/ }).optional(),
    MQTT_CA_FILE: z.string().min(1).optional(),
    MQTT_INGEST_USER: z.string().default('ingest'),
    MQTT_INGEST_PASSWORD: z.string().optional(),
    MQTT_LIVE_USER: z.string().default('live'),
    MQTT_LIVE_PASSWORD: z.string().optional(),
    INGEST_WORKERS: z.coerce.number().int().min(1).max(16).default(1),
    SHUTDOWN_MS: z.coerce.number().int().min(100).max(300_000).default(10_000),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    const needs = (
      role: Role,
      name: 'MQTT_URL' | 'MQTT_INGEST_PASSWORD' | 'MQTT_LIVE_PASSWORD',
    ) => {
      if (!env.ROLES.includes(role) || env[name] !== undefined) return
      context.addIssue({ code: 'custom', path: [name], message: `the role ${role} needs it` })
    }
    needs('ingest', 'MQTT_URL')
    needs('ingest', 'MQTT_INGEST_PASSWORD')
    needs('worker', 'MQTT_URL')
    needs('worker', 'MQTT_INGEST_PASSWORD')
    needs('live', 'MQTT_URL')
    needs('live', 'MQTT_LIVE_PASSWORD')
  })

/** Everything a cloud process can be told. What must not be shown is under `secrets`. */
export interface Config {
  roles: Role[]
  /** Connections to the database at most, per process. */
  databaseConnections: number
  http: { host: string; port: number; publicUrl: string; dashboardFolder: string | undefined }
  mqtt: {
    url: string | undefined
    /** PEM of the authority that signed the broker's certificate, when it is not a public one. */
    ca: string | undefined
    ingestUser: string
    liveUser: string
  }
  ingestWorkers: number
  /** How long requests may take to finish after SIGTERM, in ms. */
  shutdownMs: number
  logLevel: string
  secrets: {
    databaseUrl: string
    operatorTokenSha256: string | undefined
    ingestPassword: string | undefined
    livePassword: string | undefined
  }
}

/** Reads the environment. Throws one error that names every wrong variable. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `  ${i.path.join('.')}: ${i.message}`)
    throw new Error(`The environment is not right:\n${lines.join('\n')}`)
  }
  const e = parsed.data
  return {
    roles: e.ROLES,
    databaseConnections: e.DATABASE_CONNECTIONS,
    http: {
      host: e.HTTP_HOST,
      port: e.HTTP_PORT,
      publicUrl: (e.PUBLIC_URL ?? `http://${reachable(e.HTTP_HOST)}:${e.HTTP_PORT}`).replace(
        /\/$/,
        '',
      ),
      dashboardFolder: e.DASHBOARD_FOLDER,
    },
    mqtt: {
      url: e.MQTT_URL,
      ca: e.MQTT_CA_FILE === undefined ? undefined : readFileSync(e.MQTT_CA_FILE, 'utf8'),
      ingestUser: e.MQTT_INGEST_USER,
      liveUser: e.MQTT_LIVE_USER,
    },
    ingestWorkers: e.INGEST_WORKERS,
    shutdownMs: e.SHUTDOWN_MS,
    logLevel: e.LOG_LEVEL,
    secrets: {
      databaseUrl: e.DATABASE_URL,
      operatorTokenSha256: e.OPERATOR_TOKEN_SHA256,
      ingestPassword: e.MQTT_INGEST_PASSWORD,
      livePassword: e.MQTT_LIVE_PASSWORD,
    },
  }
}

/** A name under which this machine reaches an address that means all of its own. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
