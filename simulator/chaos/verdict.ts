import { setTimeout as delay } from 'node:timers/promises'
import { LotSnapshot } from '#contracts/http/occupancy.ts'
import { GatewayHealth } from '#contracts/http/operations.ts'
import type { Api } from '../http.ts'
import type { ChaosLot } from './city.ts'
import { type Account, settle, sumAccounts } from './ledger.ts'
import type { Store } from './store.ts'

/** How promises, database and API compare at one moment. */
export interface Verdict {
  account: Account
  /** Slots whose state in the API is not what their sensor said last. */
  stateMismatches: number
  /** Events that gateways hold, and sequence numbers that the database misses. */
  outstanding: number
}

/** Nothing is lost, doubled or overdeclared, the API is right, and nothing is under way any more. */
export function isClean({ account, stateMismatches, outstanding }: Verdict): boolean {
  const { lost, duplicated, overdeclared } = account
  return lost + duplicated + overdeclared + stateMismatches + outstanding === 0
}

/** Compares now. */
export async function judge(lots: readonly ChaosLot[], store: Store, api: Api): Promise<Verdict> {
  const parts = await Promise.all(lots.map((lot) => judgeLot(lot, store, api)))
  const sum = (of: (part: Verdict) => number) => parts.reduce((n, part) => n + of(part), 0)
  return {
    account: sumAccounts(parts.map((part) => part.account)),
    stateMismatches: sum((part) => part.stateMismatches),
    outstanding: sum((part) => part.outstanding),
  }
}

async function judgeLot({ lot, devices }: ChaosLot, store: Store, api: Api): Promise<Verdict> {
  const health = await api.get(`/v1/lots/${lot}/gateway`, GatewayHealth)
  const snapshot = await api.get(`/v1/lots/${lot}/occupancy`, LotSnapshot)
  const shown = new Map(snapshot.slots.map((slot) => [slot.slot as string, slot.occupied]))
  const wrong = [...devices.states].filter(([slot, occupied]) => shown.get(slot) !== occupied)
  return {
    account: settle(devices.promises, await store.holdings(lot)),
    stateMismatches: wrong.length,
    outstanding: (health.queued ?? 1) + health.missing,
  }
}

/**
 * Compares again and again until all is clean or `patienceMs` are over, and returns the last comparison. Once clean it
 * looks a second time two snapshots later, for what may still come twice.
 */
export async function awaitVerdict(
  look: () => Promise<Verdict>,
  patienceMs: number,
  tell: (verdict: Verdict) => void,
): Promise<Verdict> {
  const deadline = performance.now() + patienceMs
  for (let calm = false; ; ) {
    const verdict = await look()
    tell(verdict)
    if (performance.now() > deadline || (calm && isClean(verdict))) return verdict
    calm = isClean(verdict)
    await delay(calm ? 4_000 : 1_000)
  }
}
