import type { z } from 'zod'
import type { LotDescription } from '#contracts/http/lots.ts'

const slot = { width: 2.5, length: 5 }
const perRow = 25
const rowsPerLevel = 8
/** A row's slots and the lane before them. */
const rowMetres = 11

type Slots = z.input<typeof LotDescription>['slots']

/** A plain floor plan: rows of 25 slots with a lane between them, 200 slots to a level. */
export function gridOf(ids: readonly string[]): Slots {
  return ids.map((id, i) => {
    const row = Math.floor(i / perRow)
    return {
      id,
      place: {
        level: String(Math.floor(row / rowsPerLevel) + 1),
        x: (i % perRow) * slot.width,
        y: (row % rowsPerLevel) * rowMetres,
        ...slot,
      },
    }
  })
}
