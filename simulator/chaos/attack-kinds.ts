import { type Random, wholeBetween } from '../random.ts'
import type { Attack, LinkFault } from './attack.ts'

/** One attack that a kind allows. */
export interface Chance {
  /** What it occupies while it lasts. */
  holds: readonly string[]
  /** Shortest and longest duration in milliseconds. */
  forMs: readonly [from: number, to: number]
  attack: (random: Random) => Attack
}

/** A kind of attack: all chances it has in a city with so many gateways. */
export type AttackKind = (gateways: number) => Chance[]

const dayMs = 86_400_000

/** Every kind of attack. */
export const attackKinds: readonly AttackKind[] = [
  onGateways([300, 3_000], (gateway) => ({ kind: 'kill-gateway', gateway })),
  once('broker', [300, 3_000], { kind: 'kill-broker' }),
  once('ingest', [300, 3_000], { kind: 'kill-ingest' }),
  once('database', [300, 4_000], { kind: 'kill-database', how: 'kill' }),
  once('database', [300, 4_000], { kind: 'kill-database', how: 'immediate' }),
  onLinks(() => ({ kind: 'cut' })),
  onLinks(() => ({ kind: 'black-hole' })),
  onLinks(() => ({ kind: 'half-open', alive: 'caller' })),
  onLinks(() => ({ kind: 'half-open', alive: 'server' })),
  onLinks((random) => ({ kind: 'delay', ms: wholeBetween(random, 100, 1_000) })),
  onLinks((random) => ({ kind: 'slow', bytesPerSecond: wholeBetween(random, 2_000, 20_000) })),
  fillDisk,
  onGateways([1_000, 5_000], (gateway, random) => {
    const byMs = random() < 0.5 ? -dayMs : dayMs
    return { kind: 'clock-jump', gateway, byMs, reboot: random() < 0.5 }
  }),
  onGateways([500, 2_000], (gateway) => ({ kind: 'resend-storm', gateway })),
]

function once(what: string, forMs: Chance['forMs'], attack: Attack): AttackKind {
  return () => [{ holds: [what], forMs, attack: () => attack }]
}

function onGateways(
  forMs: Chance['forMs'],
  attack: (gateway: number, random: Random) => Attack,
): AttackKind {
  return (gateways) =>
    indices(gateways).map((gateway) => ({
      holds: [`gateway ${gateway}`],
      forMs,
      attack: (random) => attack(gateway, random),
    }))
}

function onLinks(fault: (random: Random) => LinkFault): AttackKind {
  return (gateways) =>
    [...indices(gateways), 'ingest' as const].map((link) => ({
      holds: [`link ${link}`],
      forMs: [500, 5_000],
      attack: (random) => ({ kind: 'link', link, fault: fault(random) }),
    }))
}

/** Cuts the uplink for as long as it fills the disk, so that it holds both. */
function fillDisk(gateways: number): Chance[] {
  return indices(gateways).map((gateway) => ({
    holds: [`gateway ${gateway}`, `link ${gateway}`],
    forMs: [5_000, 8_000],
    attack: () => ({ kind: 'fill-disk', gateway }),
  }))
}

function indices(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}
