import { expect, test } from 'vitest'
import { type LogRecord, prettyLine, readLine } from './log.ts'

test('a pino line becomes a record with its facts', () => {
  const line = '{"level":40,"time":1700000000000,"pid":7,"hostname":"h","lot":"P1","msg":"late"}'
  expect(readLine(line, 'gateway P1', 0)).toEqual({
    at: 1_700_000_000_000,
    process: 'gateway P1',
    level: 'warn',
    message: 'late',
    facts: { lot: 'P1' },
  })
})

test('text that is not JSON is kept as it is', () => {
  expect(readLine('{broken', 'broker', 5, 'error')).toEqual({
    at: 5,
    process: 'broker',
    level: 'error',
    message: '{broken',
    facts: {},
  })
})

test('the lot of a gateway is printed once', () => {
  const record = { at: 0, process: 'gateway P1', level: 'info', message: 'm', facts: { lot: 'P1' } }
  expect(prettyLine(record as LogRecord, false)).not.toContain('lot=')
})

test('a printed line reads time, process, level, message, facts', () => {
  const record = {
    at: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    process: 'cloud',
    level: 'info',
    message: 'cloud ready',
    facts: { port: 8080, url: 'http://localhost:8080', note: 'two words' },
  } as const
  expect(prettyLine(record, false)).toBe(
    '03:04:05.006 cloud                           info  cloud ready port=8080 url=http://localhost:8080 note="two words"',
  )
})
