/** Where a drawing stands in its frame: `screen = drawing × k + (x, y)`, in the frame's own units. */
export interface Placement {
  x: number
  y: number
  k: number
}

/** The whole drawing, as it fits. */
export const fitted: Placement = { x: 0, y: 0, k: 1 }

const closest = 16

/** Closer by `factor` (below 1: farther) with the point under `at` staying where it is; never smaller than fitted. */
export function zoomAt(now: Placement, at: { x: number; y: number }, factor: number): Placement {
  const k = Math.min(closest, Math.max(1, now.k * factor))
  const ratio = k / now.k
  return { k, x: at.x - (at.x - now.x) * ratio, y: at.y - (at.y - now.y) * ratio }
}

/** Keeps the drawing's box over the middle of the frame, so that it cannot be lost out of sight. */
export function keepInSight(
  now: Placement,
  box: { x: number; y: number; width: number; height: number },
): Placement {
  const clamp = (value: number, from: number, length: number) => {
    const middle = from + length / 2
    return Math.min(middle - from * now.k, Math.max(middle - (from + length) * now.k, value))
  }
  return { k: now.k, x: clamp(now.x, box.x, box.width), y: clamp(now.y, box.y, box.height) }
}
