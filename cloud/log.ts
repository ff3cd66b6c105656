import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger }

/** A logger of JSON lines. Fields that may hold a secret are cut out wherever they stand. */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const secret = ['password', 'authorization', 'token', 'cookie', 'secret', 'secrets', 'url']
  return pino(
    {
      level,
      base: null,
      redact: { paths: secret.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), remove: true },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination(1),
  )
}
