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
    MQTT_INGEST_CERT_FILE: z.string().optional(),
    MQTT_INGEST_KEY_FILE: z.string().optional(),
    MQTT_LIVE_USER: z.string().default('live'),
    MQTT_LIVE_PASSWORD: z.string().optional(),
    MQTT_LIVE_CERT_FILE: z.string().optional(),
    MQTT_LIVE_KEY_FILE: z.string().optional(),
    INGEST_WORKERS: z.coerce.number().int().min(1).max(16).default(1),
    SHUTDOWN_MS: z.coerce.number().int().min(100).max(300_000).default(10_000),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    const wants = (role: Role, name: string, given: unknown[], or = '') => {
      if (!env.ROLES.includes(role) || given.some((value) => value !== undefined)) return
      context.addIssue({ code: 'custom', path: [name], message: `the role ${role} needs it${or}` })
    }
    const orFile = ', or a certificate'
    const ingest = [env.MQTT_INGEST_PASSWORD, env.MQTT_INGEST_CERT_FILE]
    for (const role of ['ingest', 'worker', 'live'] as const)
      wants(role, 'MQTT_URL', [env.MQTT_URL])
    for (const role of ['ingest', 'worker'] as const) {
      wants(role, 'MQTT_INGEST_PASSWORD', ingest, orFile)
    }
    wants('live', 'MQTT_LIVE_PASSWORD', [env.MQTT_LIVE_PASSWORD, env.MQTT_LIVE_CERT_FILE], orFile)
    for (const user of ['INGEST', 'LIVE'] as const) {
      if (!env[`MQTT_${user}_CERT_FILE`] === !env[`MQTT_${user}_KEY_FILE`]) continue
      const message = 'a certificate and its key come together'
      context.addIssue({ code: 'custom', path: [`MQTT_${user}_KEY_FILE`], message })
    }
  })

interface Identity {
  cert: string
  key: string
}

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
    /** How the roles sign in at the broker: by password, by certificate and key (PEM), or both. */
    ingestPassword: string | undefined
    ingestIdentity: Identity | undefined
    livePassword: string | undefined
    liveIdentity: Identity | undefined
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
      ingestIdentity: identity(e.MQTT_INGEST_CERT_FILE, e.MQTT_INGEST_KEY_FILE),
      livePassword: e.MQTT_LIVE_PASSWORD,
      liveIdentity: identity(e.MQTT_LIVE_CERT_FILE, e.MQTT_LIVE_KEY_FILE),
    },
  }
}

/** A name under which this machine reaches an address that means all of its own. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function identity(cert: string | undefined, key: string | undefined): Identity | undefined {
  if (cert === undefined || key === undefined) return undefined
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
}
