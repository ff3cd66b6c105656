import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { systemClock } from '../clock.ts'
import { type GatewayConfigInput, parseConfig } from '../config.ts'
import { type Gateway, type Surroundings, startGateway } from '../gateway.ts'
import { anyDevice } from './device.ts'

export interface LogLine {
  level: number
  msg: string
  [fact: string]: unknown
}

export interface TestGateway extends Gateway {
  /** Every line it logged. */
  lines: LogLine[]
  folder: string
}

/** A new folder under the system's temporary one, removed when disposed. */
export function temporaryFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'parkade-edge-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Settings of a gateway that reconnects and resends within a test's patience. */
export function testSettings(
  folder: string,
  cloudUrl: string,
  over: Partial<GatewayConfigInput> = {},
): GatewayConfigInput {
  return {
    lot: 'lot-1',
    dataFolder: folder,
    cloud: { url: cloudUrl, username: 'lot-1', password: 'x' },
    local: { host: '127.0.0.1', port: 0 },
    http: { host: '127.0.0.1', port: 0 },
    devices: [anyDevice('sensor')],
    flapping: null,
    uplink: { backoffMinMs: 20, backoffMaxMs: 100, resendMinMs: 200, resendMaxMs: 1000 },
    ...over,
  }
}

/** A real gateway in this process. */
export async function testGateway(
  folder: string,
  cloudUrl: string,
  over: Partial<GatewayConfigInput> = {},
  around: Partial<Pick<Surroundings, 'clock' | 'disk'>> = {},
): Promise<TestGateway> {
  const lines: LogLine[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)))
      done()
    },
  })
  const log = pino({ base: null, level: 'debug' }, sink)
  const config = parseConfig(testSettings(folder, cloudUrl, over))
  const gateway = await startGateway(config, { clock: systemClock, log, ...around })
  return Object.assign(gateway, { lines, folder })
}
