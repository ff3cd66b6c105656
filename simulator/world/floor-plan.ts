import type { Slot, slotClasses } from '#contracts/http/lots.ts'
import { SlotId } from '#contracts/ids.ts'

/** Slots of one level at most, so that a level stays the size of a building. */
const levelSlots = 160

const metres = {
  width: { standard: 2.5, ev: 2.5, family: 2.7, disabled: 3.5 },
  length: 5,
  aisle: 6,
  /** Room for the ramp beside the rows. */
  ramp: 7,
  /** A pillar stands after every third slot. */
  pillar: 0.3,
}

type SlotClass = (typeof slotClasses)[number] & keyof typeof metres.width

/** Shares of a level's slots that are kept for somebody; they lie nearest to the way out on foot. */
const kept: readonly { class: SlotClass; share: number }[] = [
  { class: 'disabled', share: 0.03 },
  { class: 'family', share: 0.04 },
  { class: 'ev', share: 0.06 },
]

/**
 * A plausible plan of a garage with `capacity` slots: levels of equal size, on each pairs of rows along an aisle. Levels
 * go up (`P1` …) or, under ground, down (`U1` …). Slots are listed from the most to the least attractive level and row.
 * The same capacity gives the same plan.
 */
export function floorPlan(capacity: number, underground: boolean): Slot[] {
  const levels = Math.max(1, Math.ceil(capacity / levelSlots))
  return Array.from({ length: levels }, (_, i) => {
    const count = Math.floor(capacity / levels) + (i < capacity % levels ? 1 : 0)
    return levelPlan(`${underground ? 'U' : 'P'}${i + 1}`, count)
  }).flat()
}

function levelPlan(level: string, count: number): Slot[] {
  const rows = rowCount(count)
  const classes = levelClasses(count)
  return Array.from({ length: rows }, (_, row) => {
    const size = Math.floor(count / rows) + (row < count % rows ? 1 : 0)
    const taken = Array.from({ length: row }, (_, r) => r).reduce(
      (sum, r) => sum + Math.floor(count / rows) + (r < count % rows ? 1 : 0),
      0,
    )
    return rowPlan(level, row, classes.slice(taken, taken + size))
  }).flat()
}

/** An even number of rows that makes the level about 1.6 times as wide as it is deep. */
function rowCount(count: number): number {
  const pitch = metres.length + metres.aisle / 2
  const ideal = Math.sqrt((count * metres.width.standard) / (1.6 * pitch))
  return Math.max(count > 8 ? 2 : 1, 2 * Math.round(ideal / 2))
}

function levelClasses(count: number): SlotClass[] {
  const special = kept.flatMap(({ class: name, share }) =>
    Array.from({ length: Math.round(count * share) }, () => name),
  )
  return Array.from({ length: count }, (_, i) => special[i] ?? 'standard')
}

/** Rows 0 and 1 face each other over an aisle, rows 1 and 2 stand back to back, and so on. */
function rowPlan(level: string, row: number, classes: SlotClass[]): Slot[] {
  const pair = Math.floor(row / 2)
  const y = pair * (2 * metres.length + metres.aisle) + (row % 2) * (metres.length + metres.aisle)
  let x = metres.ramp
  return classes.map((name, i) => {
    const width = metres.width[name]
    const place = {
      level,
      x: round(x),
      y: round(y),
      width,
      length: metres.length,
      rotation: row % 2 === 0 ? 0 : 180,
    }
    x += width + (i % 3 === 2 ? metres.pillar : 0)
    const number = String(i + 1).padStart(2, '0')
    const id = SlotId.parse(`${level}-${rowLetter(row)}${number}`)
    return { id, class: name, closed: false, place }
  })
}

function rowLetter(row: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + (row % 26))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
