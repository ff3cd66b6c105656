import type { LotDescription, Slot } from '#contracts/http/lots.ts'

/** A lot's description as it is sent, with `count` slots S001, S002 … */
export function aLot(
  count: number,
  over: Partial<Omit<LotDescription, 'slots'>> = {},
): Omit<LotDescription, 'slots'> & { slots: Omit<Slot, 'id'>[] } {
  return {
    name: 'Station Square',
    address: 'Bahnhofplatz 1',
    city: 'Karlsruhe',
    kind: 'garage',
    latitude: 48.9937,
    longitude: 8.4012,
    timeZone: 'Europe/Berlin',
    heartbeatMs: 600_000,
    attribution: '',
    ...over,
    slots: Array.from({ length: count }, (_, i) => aSlot(i + 1)),
  }
}

/** The n-th slot of a lot, on a grid of a hundred in a row. */
export function aSlot(n: number, over: Partial<Omit<Slot, 'id'>> & { id?: string } = {}) {
  return {
    id: `S${String(n).padStart(3, '0')}`,
    class: 'standard' as const,
    closed: false,
    place: {
      level: '0',
      x: (n % 100) * 2.5,
      y: Math.floor(n / 100) * 5,
      width: 2.5,
      length: 5,
      rotation: 0,
    },
    ...over,
  }
}
