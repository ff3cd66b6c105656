import { setTimeout as delay } from 'node:timers/promises'
import { LotSnapshot } from '#contracts/http/occupancy.ts'
import { GatewayHealth } from '#contracts/http/operations.ts'
import type { Api } from '../http.ts'
import type { ChaosLot } from './city.ts'
import { type Account, settle, sumAccounts } from './ledger.ts'
import type { Page } from './page.ts'
import type { Store } from './store.ts'

/** How promises, database and API compare at one moment. */
export interface Verdict {
  account: Account
  /** Slots whose state in the API is not what their sensor said last. */
  stateMismatches: number
  /** Slots that a watching page shows otherwise than their sensor said last. */
  pageMismatches: number
  /** Events that gateways hold, and sequence numbers that the database misses. */
  outstanding: number
}

/** Nothing is lost, doubled or overdeclared, the API is right, and nothing is under way any more. */
export function isClean(verdict: Verdict): boolean {
  const { account, stateMismatches, pageMismatches, outstanding } = verdict
  const broken = account.lost + account.duplicated + account.overdeclared
  return broken + stateMismatches + pageMismatches + outstanding === 0
}

/** Where the system is looked at. */
export interface Windows {
  store: Store
  api: Api
  page: Page
}

/** Compares now. */
export async function judge(lots: readonly ChaosLot[], windows: Windows): Promise<Verdict> {
  const parts = await Promise.all(lots.map((lot) => judgeLot(lot, windows)))
  const sum = (of: (part: Verdict) => number) => parts.reduce((n, part) => n + of(part), 0)
  return {
    account: sumAccounts(parts.map((part) => part.account)),
    stateMismatches: sum((part) => part.stateMismatches),
    pageMismatches: sum((part) => part.pageMismatches),
    outstanding: sum((part) => part.outstanding),
  }
}

async function judgeLot(
  { lot, devices }: ChaosLot,
  { store, api, page }: Windows,
): Promise<Verdict> {
  const health = await api.get(`/v1/lots/${lot}/gateway`, GatewayHealth)
  const snapshot = await api.get(`/v1/lots/${lot}/occupancy`, LotSnapshot)
  const shown = new Map(snapshot.slots.map((slot) => [slot.slot as string, slot.occupied]))
  const differing = (shows: (slot: string) => boolean | null | undefined) =>
    [...devices.states].filter(([slot, occupied]) => shows(slot) !== occupied).length
  return {
    account: settle(devices.promises, await store.holdings(lot)),
    stateMismatches: differing((slot) => shown.get(slot)),
    pageMismatches: differing((slot) => page.shows(lot, slot)),
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
