import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mosquittoAcl } from './mosquitto-acl.ts'

test('the production broker’s ACL file is the one table', () => {
  const file = readFileSync(new URL('../../mosquitto/acl', import.meta.url), 'utf8')
  const rules = file.replaceAll(/^#.*\n/gm, '')
  expect(rules).toBe(
    mosquittoAcl([
      { user: 'ingest', role: 'ingest' },
      { user: 'live', role: 'live' },
    ]),
  )
})
