import { type Random, seeded, wholeBetween } from '../random.ts'
import type { Attack } from './attack.ts'
import { type AttackKind, attackKinds, type Chance } from './attack-kinds.ts'

/** An attack, when it starts from the start of the run and how long it lasts, in milliseconds. */
export interface Fault {
  at: number
  forMs: number
  /** What it occupies while it lasts; see attack-kinds. */
  holds: readonly string[]
  attack: Attack
}

/** What a plan is made from. */
export interface PlanOptions {
  /** Taken modulo 2³². */
  seed: number
  seconds: number
  /** At least 1. */
  gateways: number
}

/** One fault starts in every slice of this length. */
const sliceMs = 2_500

/**
 * The faults of a run, in order of time; the same options give the same plan. One starts in each 2.5 s, so that 60 s
 * hold 24. All kinds come once, in random order, before any comes again. What is under attack is not attacked again
 * before that attack ends, so that every fault is one.
 */
export function planFaults(options: PlanOptions): Fault[] {
  const random = seeded(options.seed)
  const bag: AttackKind[] = []
  const busyUntil = new Map<string, number>()
  const isIdle = (chance: Chance, at: number) =>
    chance.holds.every((held) => (busyUntil.get(held) ?? 0) <= at)

  return Array.from({ length: Math.floor((options.seconds * 1000) / sliceMs) }, (_, slice) => {
    const at = slice * sliceMs + wholeBetween(random, 0, sliceMs - 1)
    bag.push(...(bag.length < attackKinds.length ? shuffled(attackKinds, random) : []))
    for (const [i, kind] of bag.entries()) {
      const idle = kind(options.gateways).filter((chance) => isIdle(chance, at))
      const chance = idle[wholeBetween(random, 0, idle.length - 1)]
      if (!chance) continue
      bag.splice(i, 1)
      const forMs = wholeBetween(random, ...chance.forMs)
      for (const held of chance.holds) busyUntil.set(held, at + forMs)
      return { at, forMs, holds: chance.holds, attack: chance.attack(random) }
    }
    throw new Error(`Everything is under attack at ${at} ms`)
  })
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}
