import { expect, test } from 'vitest'
import { isPoison } from './failure.ts'

const failure = (code: string) => Object.assign(new Error('failed'), { code })

test('PK-065 only errors that blame the data are poison', () => {
  const data = ['22021', '22P05', '22003', '23505', '23514', '21000', '54000']
  const database = ['08006', '57P01', '57014', '53300', '53100', '40P01', '42P01', '25006', '55P03']
  const network = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']
  expect(data.filter((code) => !isPoison(failure(code)))).toEqual([])
  expect([...database, ...network].filter((code) => isPoison(failure(code)))).toEqual([])
  expect(isPoison(new Error('Connection terminated unexpectedly'))).toBe(false)
})

test('a mistake of ours while sorting an event counts against the event, so that it blocks nobody', () => {
  expect(isPoison(new TypeError('undefined is not a function'))).toBe(true)
  expect(isPoison(new RangeError('bigint beyond safe integers'))).toBe(true)
})
