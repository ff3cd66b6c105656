import { z } from 'zod'

const Environment = z.object({
  BROKER_PORT: z.coerce.number().int().min(0).max(65_535).default(1883),
  BROKER_HOST: z.string().default('127.0.0.1'),
  BROKER_CREDENTIALS: z.string().min(1),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** Settings of the embedded broker's process. Throws with the names of what is missing or wrong. */
export function brokerConfig() {
  const env = Environment.parse(process.env)
  return {
    port: env.BROKER_PORT,
    host: env.BROKER_HOST,
    credentialsFile: env.BROKER_CREDENTIALS,
    logLevel: env.LOG_LEVEL,
  }
}
