import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mosquittoAcl } from '#contracts/mqtt/mosquitto-acl.ts'

test("the broker's ACL file in compose is the one ACL table", () => {
  const file = readFileSync(new URL('./mosquitto.acl', import.meta.url), 'utf8')
  const users = [
    { user: 'ingest', role: 'ingest' as const },
    { user: 'live', role: 'live' as const },
  ]
  expect(file).toBe(mosquittoAcl(users))
})
