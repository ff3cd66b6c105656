import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const files = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', '*.test.ts', '*.e2e.ts'],
  {
    encoding: 'utf8',
  },
)
const proven = new Set(
  files
    .split('\n')
    .filter((file) => file !== '' && file !== 'protocol.test.ts')
    .flatMap((file) => readFileSync(file, 'utf8').match(/PK-\d{3}/g) ?? []),
)
const rules = [...readFileSync('PROTOCOL.md', 'utf8').matchAll(/^- \*\*(PK-\d{3})\*\*/gm)].map(
  (m) => m[1] ?? '',
)

test('every rule of the protocol has a number of its own and a test that names it', () => {
  expect(rules.length).toBeGreaterThan(40)
  expect(new Set(rules).size).toBe(rules.length)
  expect(rules.filter((rule) => !proven.has(rule))).toEqual([])
})

test('every rule that a test names is in the protocol', () => {
  expect([...proven].filter((rule) => !rules.includes(rule))).toEqual([])
})
