import type { Slot } from '#contracts/http/lots.ts'

/** A rectangle in metres. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** One floor: its slots and the box around them with a margin. */
export interface Level {
  name: string
  slots: Slot[]
  box: Box
}

const marginM = 3

/** The floors of a lot, top first when they are numbered. */
export function levelsOf(slots: readonly Slot[]): Level[] {
  const byName = new Map<string, Slot[]>()
  for (const slot of slots) {
    const level = byName.get(slot.place.level) ?? []
    level.push(slot)
    byName.set(slot.place.level, level)
  }
  return [...byName]
    .map(([name, level]) => ({ name, slots: level, box: boxAround(level) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

/** The middle of a slot on its plan: `place` gives the top left corner before the slot is turned about its middle. */
export function middleOf({ place }: Slot): { x: number; y: number } {
  return { x: place.x + place.width / 2, y: place.y + place.length / 2 }
}

function boxAround(slots: readonly Slot[]): Box {
  const corners = slots.flatMap((slot) => {
    const middle = middleOf(slot)
    const angle = (slot.place.rotation * Math.PI) / 180
    const [c, s] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
    const halfWidth = (slot.place.width * c + slot.place.length * s) / 2
    const halfHeight = (slot.place.width * s + slot.place.length * c) / 2
    return [
      { x: middle.x - halfWidth, y: middle.y - halfHeight },
      { x: middle.x + halfWidth, y: middle.y + halfHeight },
    ]
  })
  if (corners.length === 0) return { x: 0, y: 0, width: 10, height: 10 }
  const [xs, ys] = [corners.map((p) => p.x), corners.map((p) => p.y)]
  const [left, top] = [min(xs) - marginM, min(ys) - marginM]
  return { x: left, y: top, width: max(xs) + marginM - left, height: max(ys) + marginM - top }
}

const min = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
const max = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))

/** A way the arrow keys go. */
export type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

/** The slot one meets first going from `from` in a direction: near, and rather straight ahead than aside. */
export function neighbour(
  slots: readonly Slot[],
  from: Slot,
  direction: Direction,
): Slot | undefined {
  const here = middleOf(from)
  let best: Slot | undefined
  let least = Number.POSITIVE_INFINITY
  for (const slot of slots) {
    const there = middleOf(slot)
    const [dx, dy] = [there.x - here.x, there.y - here.y]
    const ahead = { ArrowUp: -dy, ArrowDown: dy, ArrowLeft: -dx, ArrowRight: dx }[direction]
    const aside = direction === 'ArrowUp' || direction === 'ArrowDown' ? dx : dy
    const cost = ahead + 3 * Math.abs(aside)
    if (slot.id === from.id || ahead < 0.3 || cost >= least) continue
    best = slot
    least = cost
  }
  return best
}
