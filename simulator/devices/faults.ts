import type { Random } from '../random.ts'

/** What can be wrong with a slot sensor. */
export const faults = [
  /** Changes its mind many times a minute, now and then. */
  'flapping',
  /** Says nothing at all. */
  'silent',
  /** Says for ever what it said first. */
  'stuck',
  /** Stamps its readings ten years early. */
  'wrong-clock',
  /** Breaks off some of its messages in the middle. */
  'broken-json',
  /** Says everything twice. */
  'duplicate',
] as const
export type Fault = (typeof faults)[number]

/** Share of sensors with each fault; together about 2 %. */
export const usualShares: Record<Fault, number> = {
  flapping: 0.002,
  silent: 0.006,
  stuck: 0.003,
  'wrong-clock': 0.003,
  'broken-json': 0.002,
  duplicate: 0.005,
}

/** The fault of one sensor, by chance; most have none. */
export function drawFault(random: Random, shares = usualShares): Fault | undefined {
  let left = random()
  for (const fault of faults) {
    left -= shares[fault]
    if (left < 0) return fault
  }
  return undefined
}

/** Every sensor is sound. */
export const noFaults: Record<Fault, number> = {
  flapping: 0,
  silent: 0,
  stuck: 0,
  'wrong-clock': 0,
  'broken-json': 0,
  duplicate: 0,
}
