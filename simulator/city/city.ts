import { join } from 'node:path'
import { openApi } from '../http.ts'
import type { LogSink } from '../stack/log.ts'
import { isPortFree } from '../stack/ports.ts'
import { type Stack, startParts } from '../stack/stack.ts'
import { openSupervisor } from '../stack/supervisor.ts'
import { type CityLot, karlsruheLots } from '../world/lots.ts'
import type { CityOptions } from './options.ts'
import { permitsOf, startWorld } from './world-service.ts'

/** A running city. Disposing it ends every process. */
export interface City extends AsyncDisposable {
  readonly stack: Stack
  readonly lots: readonly CityLot[]
}

/** Sensors speak this often when nothing changes; gateways report twice as often, so that ages stay small. */
const heartbeatMs = 60_000
const snapshotMs = 30_000

/**
 * A sensor that changes more often than this within a minute flaps. The past is told in minutes, so the rule has room
 * for the changes of a whole day.
 */
const flapping = { changes: 60, withinMs: 60_000, settleMs: 20_000 }

/** Says what to do about a port that another program has. */
export class PortBusy extends Error {
  override name = 'PortBusy'
}

/**
 * Starts the city on its data folder. `signal` ends a start that is under way.
 * @throws {PortBusy} @throws {FolderInUse}
 */
export async function startCity(
  options: CityOptions & { dashboardFolder: string | undefined; faults?: boolean },
  log: LogSink,
  signal: AbortSignal,
): Promise<City> {
  const lots = karlsruheLots(heartbeatMs).slice(0, options.lots)
  const supervisor = await openSupervisor({ folder: options.data, log, onDeath: 'restart' })
  const abort = () => supervisor.close()
  signal.addEventListener('abort', abort, { once: true })
  try {
    if (!(await isPortFree(options.port, options.host))) throw new PortBusy(busyPort(options))
    const { dashboardFolder } = options
    const stack = await startParts(supervisor, {
      folder: options.data,
      log,
      lots: lots.map((lot) => ({ id: lot.id, devices: permitsOf(lot) })),
      cloud: [
        {
          port: options.port,
          host: options.host,
          ...(dashboardFolder === undefined ? {} : { dashboardFolder }),
        },
      ],
      gateway: { heartbeatMs, snapshotMs, settings: { flapping } },
      beforeGateways: ({ url, operatorToken }) => describeLots(url, operatorToken, lots),
    })
    if (options.world) {
      await startWorld(stack, lots, {
        seed: options.seed,
        speed: options.speed,
        heartbeatMs,
        historyMs: options.historyHours * 60 * 60_000,
        faults: options.faults ?? true,
      })
    }
    return { stack, lots, [Symbol.asyncDispose]: supervisor.close }
  } catch (error) {
    await supervisor.close()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Where a data folder keeps its secrets. */
export function secretsFile(data: string): string {
  return join(data, 'secrets.json')
}

async function describeLots(
  url: string,
  operatorToken: string,
  lots: readonly CityLot[],
): Promise<void> {
  const api = openApi(url, operatorToken)
  const waiting = [...lots]
  const next = async () => {
    for (let lot = waiting.shift(); lot; lot = waiting.shift()) {
      await api.putLot(lot.id, lot.description)
    }
  }
  await Promise.all([next(), next(), next(), next()])
}

function busyPort({ host, port }: CityOptions): string {
  return (
    `Port ${port} of ${host} is taken by another program. End that one, or choose another port: ` +
    `npm start -- --port ${port + 1}`
  )
}
