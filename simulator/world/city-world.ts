import { seeded, seedOf } from '../random.ts'
import { demandFor } from './demand.ts'
import { localHours } from './local-hour.ts'
import { type LotWorld, makeLotWorld } from './lot-world.ts'
import type { CityLot } from './lots.ts'

const day = 24 * 60 * 60_000

/** How full the busiest hour of a mean week is: between these shares of the capacity, by the lot's own chance. */
const fullness = { least: 0.7, most: 0.98 }

/**
 * The cars of a lot as they are at `at`. The world begins empty at a midnight (UTC) two to three days before and runs
 * up to then, so that on one day any two starts with one seed see the same cars.
 */
export function lotWorldAt(lot: CityLot, seed: number, at: number): LotWorld {
  const start = Math.floor(at / day) * day - 2 * day
  const own = seeded(seedOf(seed, lot.id))
  const slots = lot.description.slots
  const share = fullness.least + own() * (fullness.most - fullness.least)
  const world = makeLotWorld({
    slots,
    entries: lot.entries,
    exits: lot.exits,
    demand: demandFor(lot.profile, slots.length * share),
    localHour: localHours(lot.description.timeZone),
    random: own,
    start,
  })
  world.advance(at)
  return world
}
