import { styleText } from 'node:util'

/** One line that a process wrote, whatever its form. */
export interface LogRecord {
  /** Milliseconds since 1970. */
  at: number
  process: string
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'
  message: string
  facts: Record<string, unknown>
}

/** Where records go. */
export type LogSink = (record: LogRecord) => void

const levels: Record<number, LogRecord['level']> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

const colours = {
  trace: 'gray',
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
} as const

/** Reads a pino JSON line; any other text becomes the message of a record of `otherwise` level. */
export function readLine(
  line: string,
  process: string,
  now: number,
  otherwise: LogRecord['level'] = 'info',
): LogRecord {
  const plain: LogRecord = { at: now, process, level: otherwise, message: line, facts: {} }
  if (!line.startsWith('{')) return plain
  let parsed: Record<string, unknown>
  try {
    parsed = JSON.parse(line)
  } catch {
    return plain
  }
  const { time, level, msg, pid: _pid, hostname: _hostname, name: _name, ...facts } = parsed
  return {
    at: typeof time === 'number' ? time : now,
    process,
    level: levels[Number(level)] ?? 'info',
    message: typeof msg === 'string' ? msg : '',
    facts,
  }
}

/** Wide enough for `gateway` and most lots' codes. */
const processColumn = 31

/** One readable line: time of day (UTC), process, level, message, facts; a gateway's name says its lot already. */
export function prettyLine(record: LogRecord, colour: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text
  const facts = Object.entries(record.facts)
    .filter(([key, value]) => !(key === 'lot' && record.process.endsWith(` ${value}`)))
    .map(([key, value]) => `${key}=${shown(value)}`)
  return [
    paint('gray', new Date(record.at).toISOString().slice(11, 23)),
    paint('cyan', record.process.padEnd(processColumn)),
    paint(colours[record.level], record.level.padEnd(5)),
    record.message,
    paint('gray', facts.join(' ')),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function shown(value: unknown): string {
  if (typeof value === 'string') return /^[\w./:@+-]*$/.test(value) ? value : JSON.stringify(value)
  if (typeof value === 'object' && value !== null && 'message' in value) {
    return JSON.stringify(value.message)
  }
  return JSON.stringify(value) ?? 'undefined'
}
