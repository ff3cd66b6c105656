import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { countSeries } from './count-series.ts'
import { runReplay } from './run-replay.ts'
import { sliceOf } from './slice.ts'

const file = new URL('../data/birmingham-2016.csv.gz', import.meta.url)

test('three days of two car parks come out of the system as they are in the file', async () => {
  const all = countSeries(gunzipSync(readFileSync(file)).toString())
  const two = all.filter((one) => ['BHMNCPNHS01', 'NIA-North'].includes(one.lot))
  const folder = mkdtempSync(join(tmpdir(), 'parkade-replay-'))
  const result = await runReplay({
    series: sliceOf(two, { days: 3 }),
    broker: 'aedes',
    speed: 'max',
    seed: 1,
    folder,
    log: () => {},
    tell: () => {},
  }).finally(() => rmSync(folder, { recursive: true, force: true }))
  expect(result).toMatchObject({ mismatches: 0, mismatchExamples: [], ok: true })
  expect(result.compared).toBe(85)
  expect(result.flagged.map((row) => row.flag)).toEqual([
    'over-capacity',
    'below-zero',
    'below-zero',
    'below-zero',
  ])
})
