import { expect, test } from 'vitest'
import { parseOptions } from './options.ts'

test('without options the whole city runs at port 8080 with six hours of past', () => {
  expect(parseOptions([])).toEqual({
    data: '.parkade',
    host: '127.0.0.1',
    port: 8080,
    lots: 20,
    speed: 1,
    seed: 1,
    historyHours: 6,
    soakSeconds: 0,
    logLevel: 'info',
    world: true,
  })
})

test('every wrong option is named', () => {
  expect(() => parseOptions(['--port', 'x', '--lots', '0'])).toThrow(/--port.*\n--lots/s)
  expect(() => parseOptions(['--nonsense'])).toThrow(/--nonsense/)
})

test('--help asks for the text', () => {
  expect(parseOptions(['--help'])).toBe('help')
})
