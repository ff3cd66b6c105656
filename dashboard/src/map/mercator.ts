/** A position in degrees. */
export interface Position {
  longitude: number
  latitude: number
}

/** A window on the world: what is at its middle (Web Mercator, 0–1) and how many pixels the whole world would take. */
export interface View {
  x: number
  y: number
  scale: number
}

export interface Size {
  width: number
  height: number
}

/** Web Mercator (EPSG:3857) with the world as the unit square, north up, y downwards. */
export function toWorld({ longitude, latitude }: Position): { x: number; y: number } {
  const sin = Math.sin((latitude * Math.PI) / 180)
  return {
    x: longitude / 360 + 0.5,
    y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI),
  }
}

/** Where a position is on the screen, in pixels from the top left. */
export function onScreen(position: Position, view: View, size: Size): { x: number; y: number } {
  const world = toWorld(position)
  return {
    x: size.width / 2 + (world.x - view.x) * view.scale,
    y: size.height / 2 + (world.y - view.y) * view.scale,
  }
}

/** Smallest box around the positions as [west, south, east, north], or undefined when there are none. */
export function boundsOf(
  positions: readonly Position[],
): [number, number, number, number] | undefined {
  if (positions.length === 0) return undefined
  const lng = positions.map((p) => p.longitude)
  const lat = positions.map((p) => p.latitude)
  return [Math.min(...lng), Math.min(...lat), Math.max(...lng), Math.max(...lat)]
}

/** Most pixels a fitted view spends on the world (zoom 16), so that one lot alone is shown with its streets. */
const mostScale = 512 * 2 ** 16

/** The closest view that shows all positions with `padding` pixels around them. */
export function fitView(positions: readonly Position[], size: Size, padding: number): View {
  const bounds = boundsOf(positions)
  if (!bounds) return { x: 0.5, y: 0.5, scale: Math.max(1, size.width) }
  const a = toWorld({ longitude: bounds[0], latitude: bounds[3] })
  const b = toWorld({ longitude: bounds[2], latitude: bounds[1] })
  const room = (length: number) => Math.max(1, length - 2 * padding)
  const scale = Math.min(
    room(size.width) / Math.max(b.x - a.x, 1e-12),
    room(size.height) / Math.max(b.y - a.y, 1e-12),
    mostScale,
  )
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, scale }
}
