import { expect, test } from 'vitest'
import { problems } from '#contracts/http/problem.ts'
import { ApiError, errorOf, explain, isPassing } from './problem.ts'

test('a problem is named by the end of its type', () => {
  const body = { type: 'https://p.example/problems/not-found', title: 'x', status: 404 }
  expect(errorOf(404, body).problem).toBe('not-found')
})

test('an answer without a problem document is told by its status', () => {
  expect(errorOf(503, 'oops').problem).toBe('unavailable')
  expect(errorOf(502, undefined).problem).toBe('internal-error')
  expect(errorOf(418, undefined).problem).toBe('invalid-request')
})

test('every problem has words for a person', () => {
  for (const [name, { status }] of Object.entries(problems)) {
    const error = errorOf(status, {
      type: `https://p.example/problems/${name}`,
      title: name,
      status,
    })
    expect(error.problem).toBe(name)
    expect(explain(error).advice).not.toBe('')
  }
  expect(explain(new Error('boom')).title).not.toBe('')
})

test('only what may pass by itself is asked again', () => {
  expect(isPassing(new ApiError('unreachable'))).toBe(true)
  expect(isPassing(new ApiError('not-found'))).toBe(false)
  expect(isPassing(new TypeError('bug'))).toBe(false)
})
