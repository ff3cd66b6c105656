import { expect, test } from 'vitest'
import { openLog } from './log.ts'

test('a line is JSON with its facts, and secrets are cut out wherever they stand', () => {
  const lines: string[] = []
  const log = openLog('info', { write: (line: string) => void lines.push(line) })
  log.info(
    {
      port: 80,
      password: 'geheim',
      config: { secrets: { databaseUrl: 'geheim' }, mqtt: { password: 'geheim' } },
      headers: { authorization: 'Bearer geheim', cookie: 'geheim' },
    },
    'cloud ready',
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('geheim')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', port: 80, msg: 'cloud ready' })
})
