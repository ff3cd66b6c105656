import { expect, test } from 'vitest'
import { isAllowedOrigin } from './origin.ts'

test('PK-085 a page connects to the host it came from, or from an origin that is named', () => {
  const allowed = ['https://parking.example']
  expect(isAllowedOrigin('http://10.0.0.1:8080', '10.0.0.1:8080', allowed)).toBe(true)
  expect(isAllowedOrigin('https://parking.example', 'live.example', allowed)).toBe(true)
  expect(isAllowedOrigin(undefined, 'live.example', allowed)).toBe(true)
  expect(isAllowedOrigin('https://evil.example', 'live.example', allowed)).toBe(false)
  expect(isAllowedOrigin('https://live.example.evil', 'live.example', allowed)).toBe(false)
  expect(isAllowedOrigin('null', 'live.example', allowed)).toBe(false)
})
