import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildDashboard } from '../../simulator/city/dashboard.ts'
import { openApi } from '../../simulator/http.ts'
import { startStack } from '../../simulator/stack/stack.ts'
import { hasBrowser } from './browser.ts'
import { slotsOf, storyLots } from './lots.ts'

/** The one device that speaks for all sensors of a lot. */
export const sensors = 'sensors'

declare module 'vitest' {
  interface ProvidedContext {
    /** The running city of the stories. */
    city: {
      url: string
      operatorToken: string
      gateways: Record<string, { port: number; password: string }>
    }
  }
}

/** Builds the pages and runs a whole Parkade, as processes, for all stories. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!hasBrowser) return async () => {}
  const dashboardFolder = await buildDashboard()
  if (!dashboardFolder) throw new Error('there are no pages to build')
  const folder = mkdtempSync(join(tmpdir(), 'parkade-e2e-'))
  const stack = await startStack({
    folder,
    log: () => {},
    lots: storyLots.map(({ id }) => ({
      id,
      devices: [{ id: sensors, publish: ['local/v1/slots/+/occupancy'] }],
    })),
    cloud: [{ dashboardFolder }],
    database: { fsync: 'off' },
    gateway: { heartbeatMs: 600_000, snapshotMs: 60_000 },
    beforeGateways: ({ url, operatorToken }) => describeLots(url, operatorToken),
  })
  const gateways = [...stack.gateways].map(([lot, gateway]) => {
    return [lot, { port: gateway.mqttPort(), password: gateway.devicePassword(sensors) }]
  })
  project.provide('city', {
    url: stack.url(),
    operatorToken: stack.operatorToken,
    gateways: Object.fromEntries(gateways),
  })
  return async () => {
    await stack[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function describeLots(url: string, operatorToken: string): Promise<void> {
  const api = openApi(url, operatorToken)
  for (const lot of storyLots) {
    await api.putLot(lot.id, {
      ...{ name: lot.name, latitude: lot.latitude, longitude: 8.404, timeZone: 'Europe/Berlin' },
      ...{ address: 'Schloßplatz 1', city: 'Karlsruhe', heartbeatMs: 600_000 },
      slots: slotsOf(lot).map((slot, i) => ({
        id: slot,
        place: { level: slot.split('-')[0] ?? '', x: 2 + i * 2.5, y: 2, width: 2.5, length: 5 },
      })),
    })
  }
}
