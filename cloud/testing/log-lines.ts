import { Writable } from 'node:stream'
import { type Logger, openLog } from '../log.ts'

/** A real logger whose lines a test can read. */
export function readableLog(): {
  log: Logger
  lines: Record<string, unknown>[]
  text: () => string
} {
  const chunks: string[] = []
  const lines: Record<string, unknown>[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString())
      lines.push(JSON.parse(chunk.toString()))
      done()
    },
  })
  return { log: openLog('debug', sink), lines, text: () => chunks.join('') }
}
