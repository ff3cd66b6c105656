import { join } from 'node:path'
import type { LotId } from '#contracts/ids.ts'
import { devicePlan } from '../devices/plan.ts'
import { programCommand } from '../stack/programs.ts'
import { writePrivate } from '../stack/secrets.ts'
import type { Service } from '../stack/service.ts'
import type { Stack } from '../stack/stack.ts'
import type { CityLot } from '../world/lots.ts'
import type { WorldSettings } from '../world/settings.ts'

/** A lot's user names for its devices and what each may publish. */
export function permitsOf(lot: CityLot): { id: string; publish: string[] }[] {
  const barriers = [...lot.entries, ...lot.exits]
  return devicePlan({ slots: lot.description.slots, barriers }).permits
}

/** Starts the cars and devices of `lots` as a process of the stack. */
export async function startWorld(
  stack: Stack,
  lots: readonly CityLot[],
  options: Pick<WorldSettings, 'seed' | 'speed' | 'heartbeatMs' | 'historyMs' | 'faults'>,
): Promise<Service> {
  const folder = join(stack.supervisor.folder, 'world')
  const path = join(folder, 'settings.json')
  const gateways: WorldSettings['gateways'] = {} as Record<LotId, never>
  for (const lot of lots) {
    const gateway = stack.gateways.get(lot.id)
    if (!gateway) continue
    const passwords = permitsOf(lot).map(({ id }) => [id, gateway.devicePassword(id)] as const)
    gateways[lot.id] = { port: gateway.mqttPort(), passwords: Object.fromEntries(passwords) }
  }
  const settings: WorldSettings = {
    ...options,
    progressFile: join(folder, 'progress.json'),
    gateways,
  }
  writePrivate(path, `${JSON.stringify(settings, null, 2)}\n`)
  const service = stack.supervisor.add('world', {
    name: 'world',
    command: () => programCommand('world', [path]),
    ready: (record) => record.message === 'world ready',
  })
  await service.start()
  return service
}
