import type { LotOccupancy } from '#contracts/http/occupancy.ts'

type Counts = Pick<LotOccupancy, 'capacity' | 'closed' | 'occupied' | 'free' | 'unknown'>

/** Share of a lot's open slots that is taken, 0–1; a lot without open slots is full. */
export function shareOccupied({ capacity, closed, occupied }: Counts): number {
  const open = capacity - closed
  return open <= 0 ? 1 : occupied / open
}

/** Whether the state of any slot is known; without that, free and occupied are no numbers to show. */
export function isCounted(counts: Counts | undefined): counts is LotOccupancy {
  return counts !== undefined && (counts.free + counts.occupied > 0 || counts.unknown === 0)
}
