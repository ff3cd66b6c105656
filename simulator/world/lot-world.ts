import type { Random } from '../random.ts'
import { makeAgenda } from './agenda.ts'
import type { Demand } from './demand.ts'
import { type FreeSlots, freeSlots } from './free-slots.ts'
import type { LocalHour } from './local-hour.ts'

/** Something that sensors or barriers notice. `t` in ms since 1970. */
export type Happening =
  | { t: number; kind: 'slot'; slot: string; occupied: boolean }
  | { t: number; kind: 'passage'; what: 'entry' | 'exit' | 'deny'; barrier: string }
  | { t: number; kind: 'arm'; barrier: string; state: 'open' | 'closed' }

/** What the world needs to know of a lot. */
export interface LotWorldPlan {
  /** From the most to the least attractive. */
  slots: readonly { id: string; class: string }[]
  entries: readonly string[]
  exits: readonly string[]
  demand: Demand
  localHour: (at: number) => LocalHour
  random: Random
  /** When it begins, empty. */
  start: number
}

/** The cars of one lot. It has no clock and no chance of its own: the same plan and seed give the same happenings. */
export interface LotWorld {
  /** Lets time pass up to `until` and tells what happened, in order of time. Time never goes back. */
  advance: (until: number) => Happening[]
  /** Slots with a car. */
  occupied: () => ReadonlySet<string>
  /** Cars between the barriers, whether they stand or drive. Never above the capacity. */
  inside: () => number
  now: () => number
}

type Plan =
  | { kind: 'arrive' }
  | { kind: 'park' | 'depart'; slot: string; stayMs: number }
  | { kind: 'leave' }

const seconds = 1_000
/** How long a barrier is taken by one car: arm up, car through, arm down. */
const passageMs = { through: 3 * seconds, all: 8 * seconds }
const driveMs = { least: 20 * seconds, most: 90 * seconds }

/** A lot that is empty at `plan.start`; arrivals are a Poisson process with the demand's hourly rates, thinned. */
export function makeLotWorld(plan: LotWorldPlan): LotWorld {
  const { random, demand } = plan
  const agenda = makeAgenda<Plan>()
  const free: FreeSlots = freeSlots(plan.slots, random)
  const occupied = new Set<string>()
  const barrierFreeAt = new Map<string, number>()
  let pending: Happening[] = []
  let inside = 0
  let now = plan.start

  const drive = () => driveMs.least + random() * (driveMs.most - driveMs.least)
  const comeNext = (at: number) => {
    const hours = -Math.log(1 - random()) / Math.max(demand.peakArrivals, 1e-9)
    agenda.add(at + hours * 3_600_000, { kind: 'arrive' })
  }
  const pick = (barriers: readonly string[]) =>
    barriers[Math.floor(random() * barriers.length)] ?? 'none'

  /** Queues a car at a barrier; returns when it is through. */
  function pass(at: number, barrier: string, what: 'entry' | 'exit'): number {
    const begin = Math.max(at, barrierFreeAt.get(barrier) ?? 0)
    barrierFreeAt.set(barrier, begin + passageMs.all)
    pending.push(
      { t: begin, kind: 'arm', barrier, state: 'open' },
      { t: begin + passageMs.through, kind: 'passage', what, barrier },
      { t: begin + passageMs.all, kind: 'arm', barrier, state: 'closed' },
    )
    return begin + passageMs.through
  }

  function arrive(at: number): void {
    comeNext(at)
    const hour = plan.localHour(at)
    if (random() * demand.peakArrivals >= demand.arrivals(hour)) return
    const barrier = pick(plan.entries)
    const slot = inside < plan.slots.length ? free.take() : undefined
    if (slot === undefined) {
      pending.push({ t: at, kind: 'passage', what: 'deny', barrier })
      return
    }
    inside += 1
    const stayMs = demand.stayMinutes(hour, random()) * 60_000
    agenda.add(pass(at, barrier, 'entry') + drive(), { kind: 'park', slot, stayMs })
  }

  function happen(at: number, what: Plan): void {
    switch (what.kind) {
      case 'arrive':
        arrive(at)
        break
      case 'park':
        occupied.add(what.slot)
        pending.push({ t: at, kind: 'slot', slot: what.slot, occupied: true })
        agenda.add(at + what.stayMs, { ...what, kind: 'depart' })
        break
      case 'depart':
        occupied.delete(what.slot)
        free.give(what.slot)
        pending.push({ t: at, kind: 'slot', slot: what.slot, occupied: false })
        agenda.add(pass(at + drive(), pick(plan.exits), 'exit'), { kind: 'leave' })
        break
      case 'leave':
        inside -= 1
    }
  }

  comeNext(plan.start)
  return {
    advance: (until) => {
      for (let due = agenda.take(until); due; due = agenda.take(until)) happen(due.at, due.what)
      now = Math.max(now, until)
      pending.sort((a, b) => a.t - b.t)
      const later = pending.findIndex((h) => h.t > until)
      const told = later === -1 ? pending : pending.slice(0, later)
      pending = later === -1 ? [] : pending.slice(later)
      return told
    },
    occupied: () => occupied,
    inside: () => inside,
    now: () => now,
  }
}
