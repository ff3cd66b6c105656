import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Slot } from '#contracts/http/lots.ts'
import { floorPlan } from './floor-plan.ts'

const capacities = fc.integer({ min: 1, max: 2_000 })

type SlotPlace = Slot['place']

test('a plan has exactly as many slots as the lot has places, each valid and with an id of its own', () => {
  fc.assert(
    fc.property(capacities, fc.boolean(), (capacity, underground) => {
      const slots = floorPlan(capacity, underground)
      expect(slots).toHaveLength(capacity)
      expect(new Set(slots.map((s) => s.id)).size).toBe(capacity)
      for (const slot of slots) expect(Slot.parse(slot)).toEqual(slot)
    }),
    { numRuns: 30 },
  )
})

test('no two slots of a level overlap', () => {
  fc.assert(
    fc.property(capacities, (capacity) => {
      const byRow = new Map<string, SlotPlace[]>()
      for (const { place } of floorPlan(capacity, false)) {
        const key = `${place.level}/${place.y}`
        byRow.set(key, [...(byRow.get(key) ?? []), place])
      }
      for (const row of byRow.values()) {
        const sorted = row.sort((a, b) => a.x - b.x)
        for (const [i, place] of sorted.slice(1).entries()) {
          const before = sorted[i]
          expect(place.x).toBeGreaterThanOrEqual((before?.x ?? 0) + (before?.width ?? 0) - 0.01)
        }
      }
      const rows = [...new Set([...byRow.values()].map((row) => row[0]?.y ?? 0))]
      const depths = rows.sort((a, b) => a - b)
      for (const [i, y] of depths.slice(1).entries()) {
        expect(y - (depths[i] ?? 0)).toBeGreaterThanOrEqual(5)
      }
    }),
    { numRuns: 30 },
  )
})

test('a large lot keeps slots for wheelchairs, families and electric cars', () => {
  const classes = new Set(floorPlan(400, true).map((s) => s.class))
  expect(classes).toEqual(new Set(['disabled', 'family', 'ev', 'standard']))
})
