import type { Lot, LotDescription, Slot } from '#contracts/http/lots.ts'

/** Columns of many slots, as PostgreSQL's UNNEST takes them: index i of every array is one slot. */
export interface SlotColumns {
  codes: string[]
  classes: string[]
  closed: boolean[]
  levels: string[]
  x: number[]
  y: number[]
  widths: number[]
  lengths: number[]
  rotations: number[]
}

/** Turns slots into columns. */
export function slotColumns(slots: readonly Slot[]): SlotColumns {
  return {
    codes: slots.map((s) => s.id),
    classes: slots.map((s) => s.class),
    closed: slots.map((s) => s.closed),
    levels: slots.map((s) => s.place.level),
    x: slots.map((s) => s.place.x),
    y: slots.map((s) => s.place.y),
    widths: slots.map((s) => s.place.width),
    lengths: slots.map((s) => s.place.length),
    rotations: slots.map((s) => s.place.rotation),
  }
}

/** The lot that a description describes. Its capacity is the number of its slots. */
export function describedLot(id: Lot['id'], description: LotDescription): Lot {
  const { slots, ...lot } = description
  return { id, ...lot, capacity: slots.length }
}

/** Whether this server's time zone database knows the zone. */
export function isKnownTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
