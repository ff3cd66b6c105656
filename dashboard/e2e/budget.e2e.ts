import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { buildDashboard } from '../../simulator/city/dashboard.ts'

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).optional(),
  }),
)

test('the first page takes at most 250 kB of compressed script; the map’s library is not in it', async () => {
  const folder = (await buildDashboard()) ?? ''
  const manifest = Manifest.parse(
    JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8')),
  )
  const first = new Set<string>()
  const add = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || first.has(chunk.file)) return
    first.add(chunk.file)
    for (const imported of chunk.imports ?? []) add(imported)
  }
  for (const [name, chunk] of Object.entries(manifest)) if (chunk.isEntry) add(name)
  const scripts = [...first].map((file) => readFileSync(join(folder, file)))
  const size = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)
  expect(size).toBeGreaterThan(50_000)
  expect(size).toBeLessThanOrEqual(250_000)
  expect(scripts.some((script) => script.includes('maplibregl-canvas'))).toBe(false)
})
