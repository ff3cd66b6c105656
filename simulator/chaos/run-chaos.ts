import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gridOf } from '../grid.ts'
import { type Api, openApi } from '../http.ts'
import { seeded, seedOf } from '../random.ts'
import type { BrokerKind } from '../stack/broker.ts'
import type { LogSink } from '../stack/log.ts'
import { attackName } from './attack.ts'
import { wage } from './campaign.ts'
import { type ChaosStack, startChaosStack } from './chaos-stack.ts'
import type { ChaosCity, ChaosLot } from './city.ts'
import type { Account } from './ledger.ts'
import { slotIds, startLotDevices } from './lot-devices.ts'
import { openPage } from './page.ts'
import { type Fault, planFaults } from './plan.ts'
import { openStore } from './store.ts'
import { awaitVerdict, isClean, judge, type Verdict } from './verdict.ts'

/** What to run. */
export interface ChaosOptions {
  broker: BrokerKind
  seconds: number
  /** Draws the faults and the devices' pace. */
  seed: number
  gateways: number
  /** For the processes' data; made when missing. */
  folder: string
  log: LogSink
  /** Progress in words. */
  tell: (line: string) => void
}

/** What came of it. */
export interface ChaosResult extends Account {
  scenario: 'ingest'
  broker: BrokerKind
  seed: number
  seconds: number
  gateways: number
  /** Faults carried out, and how many of each kind. */
  faults: number
  faultKinds: Record<string, number>
  stateMismatches: number
  pageMismatches: number
  outstanding: number
  /** Processes that ended though nobody killed them. */
  unexpectedDeaths: number
  /** From the last fault undone to everything settled. */
  settledAfterMs: number
  /** Whether every promise held and there was one fault in four seconds. */
  ok: boolean
}

const settleMs = 180_000

/** Runs a city under attack for `seconds`, heals it, and compares what was acknowledged with what is stored. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const plan = planFaults(options)
  for (const fault of plan) options.tell(`plan: ${describe(fault)}`)
  const names = Array.from({ length: options.gateways }, (_, i) => `chaos-${i + 1}`)
  await using running = await startChaosStack(options, names)
  const { stack } = running
  await using store = openStore(stack.database.url())
  const api = openApi(stack.url(), stack.operatorToken)
  for (const name of names) await describeLot(api, name)
  await using page = openPage(stack.url(), names)
  await using lots = startLots(running, names, options.seed)

  options.tell('everything runs')
  const faultKinds: Record<string, number> = {}
  const begin = performance.now()
  await wage(plan, cityOf(running, lots.all), (fault) => {
    const name = attackName(fault.attack)
    faultKinds[name] = (faultKinds[name] ?? 0) + 1
    options.tell(`${((performance.now() - begin) / 1000).toFixed(1)} s: ${describe(fault)}`)
  })
  await delay(Math.max(0, begin + options.seconds * 1000 - performance.now()))

  const healed = performance.now()
  options.tell('everything is healed; the devices finish')
  await Promise.all(lots.all.map((lot) => lot.devices.finish()))
  const look = () => judge(lots.all, { store, api, page })
  const verdict = await awaitVerdict(look, settleMs, (now) => options.tell(sentence(now)))
  const faults = Object.values(faultKinds).reduce((sum, n) => sum + n, 0)
  const unexpectedDeaths = stack.supervisor.deaths.length
  return {
    scenario: 'ingest',
    broker: options.broker,
    seed: options.seed,
    seconds: options.seconds,
    gateways: options.gateways,
    faults,
    faultKinds,
    ...verdict.account,
    stateMismatches: verdict.stateMismatches,
    pageMismatches: verdict.pageMismatches,
    outstanding: verdict.outstanding,
    unexpectedDeaths,
    settledAfterMs: Math.round(performance.now() - healed),
    ok: isClean(verdict) && unexpectedDeaths === 0 && faults >= Math.floor(options.seconds / 4),
  }
}

async function describeLot(api: Api, name: string): Promise<void> {
  await api.putLot(name, {
    name,
    latitude: 49.009,
    longitude: 8.404,
    timeZone: 'Europe/Berlin',
    heartbeatMs: 60_000,
    slots: gridOf(slotIds),
  })
}

/** The lots with their devices talking. */
function startLots({ stack, links }: ChaosStack, names: readonly string[], seed: number) {
  const all = names.map((lot): ChaosLot => {
    const gateway = stack.gateways.get(lot)
    const link = links.get(lot)
    if (!gateway || !link) throw new Error(`${lot} was not started`)
    return {
      lot,
      link,
      gateway: gateway.service,
      devices: startLotDevices(gateway, seeded(seedOf(seed, lot))),
      setClock: (aheadMs) => writeFileSync(join(gateway.folder, 'clock-ahead-ms'), `${aheadMs}`),
    }
  })
  return {
    all,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((lot) => lot.devices[Symbol.asyncDispose]()))
    },
  }
}

function cityOf({ stack, ingestLink }: ChaosStack, lots: readonly ChaosLot[]): ChaosCity {
  const ingest = stack.cloud.find((cloud) => cloud.service.name === 'ingest')
  if (!ingest) throw new Error('There is no ingest process')
  return {
    lots,
    ingestLink,
    broker: stack.broker.service,
    ingest: ingest.service,
    database: stack.database,
  }
}

function describe({ at, forMs, attack }: Fault): string {
  return `at ${at} ms for ${forMs} ms ${attackName(attack)} ${JSON.stringify(attack)}`
}

function sentence({ account, stateMismatches, pageMismatches, outstanding }: Verdict): string {
  const { acknowledged, stored, dropped, lost, duplicated, overdeclared } = account
  return [
    `${acknowledged} acknowledged, ${stored} stored, ${dropped} declared dropped, ${lost} missing`,
    `${duplicated} twice, ${overdeclared} overdeclared, ${stateMismatches} states wrong, ${pageMismatches} on the page, ${outstanding} outstanding`,
  ].join(', ')
}
