import { expect, test } from 'vitest'
import { api, paths } from './paths.ts'

test('a lot code becomes one path segment whatever it holds', () => {
  expect(paths.lot('a/b?c')).toBe('/landlord/lots/a%2Fb%3Fc')
  expect(paths.boardWith('P 1')).toBe('/landlord?lot=P%201')
  expect(api.history('k-1')).toBe('/v1/lots/k-1/history')
})
