import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mosquittoAvailable } from '../../cloud/testing/mosquitto.ts'
import { brokerKinds } from '../stack/broker.ts'
import { runChaos } from './run-chaos.ts'

/** Plans of four faults that differ: every process is killed, or a disk fills among half-open links and kills. */
const seeds = { aedes: 1152, mosquitto: 1520 }

for (const broker of brokerKinds) {
  test.runIf(broker === 'aedes' || mosquittoAvailable())(
    `on ${broker} nothing that was acknowledged is lost or doubled, whatever is killed or cut`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'parkade-chaos-'))
      const result = await runChaos({
        broker,
        seconds: 12,
        seed: seeds[broker],
        gateways: 3,
        folder,
        log: () => {},
        tell: () => {},
      }).finally(() => rmSync(folder, { recursive: true, force: true }))
      expect(result).toMatchObject({ lost: 0, duplicated: 0, stateMismatches: 0, ok: true })
      expect(result.acknowledged).toBeGreaterThan(500)
    },
    120_000,
  )
}
