import { expect, test } from 'vitest'
import { LotDescription } from '#contracts/http/lots.ts'
import { karlsruheLots } from './lots.ts'

const lots = karlsruheLots(60_000)

test('there are at least 15 real lots, and every one is a valid description', () => {
  expect(lots.length).toBeGreaterThanOrEqual(15)
  for (const lot of lots) expect(LotDescription.parse(lot.description)).toEqual(lot.description)
  expect(new Set(lots.map((l) => l.id)).size).toBe(lots.length)
})

test('all of them together hold 6,293 slots, as ParkAPI says', () => {
  expect(lots.reduce((sum, lot) => sum + lot.description.slots.length, 0)).toBe(6_293)
})

test('every lot lies in Karlsruhe', () => {
  for (const { description } of lots) {
    expect(Math.abs(description.latitude - 49.0069)).toBeLessThan(0.02)
    expect(Math.abs(description.longitude - 8.4037)).toBeLessThan(0.02)
  }
})
