import type { LotDescription } from '#contracts/http/lots.ts'
import { LotId } from '#contracts/ids.ts'
import records from '../data/karlsruhe-lots.json' with { type: 'json' }
import type { Profile } from './demand.ts'
import { floorPlan } from './floor-plan.ts'

/** A lot of the city: what the cloud is told of it, and what only the world knows. */
export interface CityLot {
  id: LotId
  description: LotDescription
  entries: readonly string[]
  exits: readonly string[]
  profile: Profile
}

/** Lots with more slots than this have two lanes each way. */
const oneLaneSlots = 300

const attribution = 'ParkAPI (MIT), github.com/offenesdresden/ParkAPI'

/**
 * Karlsruhe's garages with their real names, places and capacities; floor plans and lanes are made up to fit.
 * `heartbeatMs` is how often their sensors promise to speak.
 */
export function karlsruheLots(heartbeatMs: number): CityLot[] {
  return records.map((record) => {
    const underground = record.kind === 'underground'
    return {
      id: LotId.parse(record.id),
      description: {
        name: record.name,
        address: record.address,
        city: 'Karlsruhe',
        kind: underground ? 'underground' : 'garage',
        latitude: record.latitude,
        longitude: record.longitude,
        timeZone: 'Europe/Berlin',
        heartbeatMs,
        attribution,
        slots: floorPlan(record.capacity, underground),
      },
      ...lanes(record.capacity),
      profile: record.profile as Profile,
    }
  })
}

function lanes(capacity: number): { entries: string[]; exits: string[] } {
  const numbers = capacity > oneLaneSlots ? [1, 2] : [1]
  return { entries: numbers.map((n) => `entry-${n}`), exits: numbers.map((n) => `exit-${n}`) }
}
