import type { Lot, Slot } from '#contracts/http/lots.ts'
import type { LotOccupancy } from '#contracts/http/occupancy.ts'
import type { SlotState } from '#contracts/rules/trust.ts'

/** What each kind of lot is called. */
export const kindWords: Record<Lot['kind'], string> = {
  garage: 'Garage',
  surface: 'Open car park',
  underground: 'Underground garage',
  street: 'Street',
}

/** What each slot class is called. */
export const classWords: Record<Slot['class'], string> = {
  standard: 'Standard',
  disabled: 'Disabled',
  ev: 'Electric',
  family: 'Family',
  motorcycle: 'Motorcycle',
  delivery: 'Delivery',
  resident: 'Residents',
}

/** What each state of a slot is called; the same words everywhere. */
export const slotWords: Record<SlotState, string> = {
  free: 'Free',
  occupied: 'Occupied',
  closed: 'Closed',
  unknown: 'Unknown',
}

/** How a count was obtained, in a word. */
export const qualityWords: Record<LotOccupancy['quality'], string> = {
  measured: 'Measured',
  derived: 'Derived',
  predicted: 'Predicted',
  stale: 'Stale',
  unknown: 'Unknown',
}

/** What a gateway's state is called. */
export const gatewayWords: Record<LotOccupancy['gateway'], string> = {
  online: 'Online',
  offline: 'Offline',
  never: 'Never seen',
}
