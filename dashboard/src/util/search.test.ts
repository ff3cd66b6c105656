import { expect, test } from 'vitest'
import { matches } from './search.ts'

test('a search forgives case, accents and ß, and takes words in any order', () => {
  expect(matches('strasse LUISEN', ['Luisenstraße', 'Karlsruhe'])).toBe(true)
  expect(matches('karls luisen', ['Luisenstraße', 'Karlsruhe'])).toBe(true)
  expect(matches('', ['anything'])).toBe(true)
  expect(matches('luisen nord', ['Luisenstraße'])).toBe(false)
})
