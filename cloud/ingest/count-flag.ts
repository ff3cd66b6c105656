import type { countFlags } from '#contracts/http/history.ts'

/** Why a counter's figure cannot be a number of cars in the lot, or null when it can (architecture §8). */
export function countFlag(occupied: number, capacity: number): (typeof countFlags)[number] | null {
  if (occupied < 0) return 'below-zero'
  return occupied > capacity ? 'over-capacity' : null
}
