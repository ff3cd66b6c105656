import { type LogRecord, type LogSink, prettyLine } from '../stack/log.ts'
import { presentBegins } from '../world/settings.ts'

const rank: Record<LogRecord['level'], number> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
}

/** Prints records of at least `level`, one line each, with colours when a person reads. */
export function terminalLog(stream: NodeJS.WriteStream, level: LogRecord['level']): LogSink {
  const colour = stream.isTTY === true
  stream.on('error', () => {})
  return (record) => {
    if (rank[record.level] >= rank[level]) stream.write(`${prettyLine(record, colour)}\n`)
  }
}

/**
 * Leaves out what gateways say about clocks until the world says that the past is told: until then devices rightly
 * speak of earlier hours.
 */
export function withoutPast(log: LogSink): LogSink {
  let past = true
  return (record) => {
    if (record.message === presentBegins) past = false
    if (!past || record.message !== 'device clock is wrong') log(record)
  }
}

/** What a person wants to know once the city runs. */
export function whereToLook(city: {
  url: string
  secretsFile: string
  lots: number
  slots: number
  tookMs: number
}): string {
  return [
    '',
    `  The city is up: ${city.lots} lots with ${city.slots} slots, after ${(city.tookMs / 1000).toFixed(1)} s.`,
    '',
    `  Board            ${city.url}/`,
    `  API and docs     ${city.url}/docs`,
    `  Health, metrics  ${city.url}/readyz  ${city.url}/metrics`,
    `  Sign-in          none: every page is open. What changes lots needs the operator's token,`,
    `                   which is "operator" in ${city.secretsFile}`,
    '',
    '  Ctrl-C ends everything.',
    '',
    '',
  ].join('\n')
}
