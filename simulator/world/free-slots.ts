import type { Random } from '../random.ts'

/** The free slots of a lot, from which drivers choose. */
export interface FreeSlots {
  /** A slot for the next car, or undefined when none is free. */
  take: () => string | undefined
  give: (slot: string) => void
}

/** How much drivers prefer the front: the place in the list of free slots is a random share to this power. */
const preference = 2
/** Few cars may use a slot kept for wheelchairs. */
const mayUseDisabled = 0.08

/** `slots` from the most to the least attractive; all free. */
export function freeSlots(
  slots: readonly { id: string; class: string }[],
  random: Random,
): FreeSlots {
  const rank = new Map(slots.map((slot, i) => [slot.id, i]))
  const free = slots.map((_, i) => i)
  return {
    take: () => {
      let place = Math.floor(random() ** preference * free.length)
      if (slots[free[place] ?? 0]?.class === 'disabled' && random() >= mayUseDisabled) {
        const other = free.findIndex((i) => slots[i]?.class !== 'disabled')
        if (other !== -1) place = other
      }
      const [taken] = free.splice(place, 1)
      return taken === undefined ? undefined : slots[taken]?.id
    },
    give: (slot) => {
      const i = rank.get(slot)
      if (i === undefined) return
      let place = free.findIndex((other) => other > i)
      if (place === -1) place = free.length
      free.splice(place, 0, i)
    },
  }
}
