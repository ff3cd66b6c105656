import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, type Pool } from '../db/pool.ts'
import { testApp } from '../testing/app.ts'

let folder: string
let pool: Pool
let app: ReturnType<typeof testApp>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkade-pages-'))
  const pages = join(folder, 'pages')
  mkdirSync(join(pages, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'geheim')
  writeFileSync(join(pages, 'index.html'), '<title>Parkade</title>')
  writeFileSync(join(pages, 'assets', 'main-abc123.js'), 'start()')
  writeFileSync(join(pages, 'assets', 'main-abc123.js.gz'), gzipSync('start()'))
  pool = openPool('postgres://nobody@127.0.0.1:1/none', { max: 1 })
  app = testApp(pool, Date.now, pages)
})
afterAll(async () => {
  await pool.end()
  rmSync(folder, { recursive: true })
})

test.each(['/', '/lots/lot-1', '/admin'])(
  '%s is a page of the app, asked for again each time',
  async (path) => {
    const answer = await app.request(path)
    expect(await answer.text()).toBe('<title>Parkade</title>')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('content-type')).toContain('text/html')
  },
)

test('a file with its hash in the name is kept, and sent as small as the browser can take', async () => {
  const headers = { 'accept-encoding': 'gzip' }
  const answer = await app.request('/assets/main-abc123.js', { headers })
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect(answer.headers.get('content-type')).toContain('javascript')
})

test.each([
  '/assets/main-old999.js',
  '/missing.png',
  '/v1/none',
  '/live',
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
])('%s is not found', async (path) => {
  const answer = await app.request(path)
  expect(answer.status).toBe(404)
  expect(await answer.text()).not.toContain('geheim')
})

test('a page asked for with a wrong method is refused', async () => {
  expect((await app.request('/lots/lot-1', { method: 'POST' })).status).toBe(405)
})
