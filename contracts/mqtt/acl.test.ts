import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brokerRoles, filterCovers, isAllowed, mayRetain } from './acl.ts'

/** Topic matching, word for word from MQTT 3.1.1 §4.7, as the model that `filterCovers` is held against. */
function matches(filter: string, topic: string): boolean {
  const pattern = filter.split('/')
  const levels = topic.split('/')
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false
  for (const [i, want] of pattern.entries()) {
    if (want === '#') return true
    if (i >= levels.length || (want !== '+' && want !== levels[i])) return false
  }
  return pattern.length === levels.length
}

const level = fc.constantFrom('a', 'b', '', '$c')
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'))
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))

/** Every topic of up to five levels over the alphabet, with one level that no filter names. */
const allTopics = (() => {
  const found: string[] = []
  const grow = (levels: string[]) => {
    if (levels.length > 0) found.push(levels.join('/'))
    if (levels.length === 5) return
    for (const next of ['a', 'b', '', '$c', 'z']) grow([...levels, next])
  }
  grow([])
  return found
})()

test('a pattern covers a topic exactly when MQTT matches them', () => {
  fc.assert(
    fc.property(filter, topic, (pattern, name) => {
      expect(filterCovers(pattern, name)).toBe(matches(pattern, name))
    }),
    { numRuns: 400 },
  )
})

test('PK-003 a filter is covered exactly when every topic it matches is matched by the pattern', () => {
  fc.assert(
    fc.property(filter, filter, (pattern, asked) => {
      const all = allTopics.filter((t) => matches(asked, t)).every((t) => matches(pattern, t))
      expect(filterCovers(pattern, asked)).toBe(all)
    }),
    { numRuns: 300 },
  )
})

test('PK-003 a user name fills one level and never widens a rule', () => {
  for (const user of ['+', '#', 'a/b', 'a/+', '', '$SYS', 'ä', 'x'.repeat(65)]) {
    expect(isAllowed('gateway', user, 'write', `parkade/v1/lots/${user}/status`)).toBe(false)
    expect(isAllowed('gateway', user, 'write', 'parkade/v1/lots/lot-1/status')).toBe(false)
  }
  expect(isAllowed('gateway', 'lot-1', 'write', 'parkade/v1/lots/lot-1/status')).toBe(true)
})

test('PK-003 nobody may use #, $SYS, a shared group or another role’s topics', () => {
  for (const role of brokerRoles) {
    for (const asked of ['#', '+/#', '$SYS/#', '$SYS/broker/uptime', 'parkade/#', '$share/g/#']) {
      expect(isAllowed(role, 'lot-1', 'read', asked), `${role} ${asked}`).toBe(false)
      expect(isAllowed(role, 'lot-1', 'write', asked), `${role} ${asked}`).toBe(false)
    }
  }
})

test('a topic with a wildcard is never published, and a broken filter never subscribed', () => {
  expect(isAllowed('gateway', 'lot-1', 'write', 'parkade/v1/lots/lot-1/up/#')).toBe(false)
  expect(isAllowed('ingest', 'ingest', 'write', 'parkade/v1/live/lots/+')).toBe(false)
  for (const asked of ['down/#/x', 'down/a#', 'down/+a', 'down/##']) {
    expect(isAllowed('gateway', 'lot-1', 'read', `parkade/v1/lots/lot-1/${asked}`)).toBe(false)
  }
})

test('only what must outlive its sender is retained', () => {
  expect(mayRetain('parkade/v1/lots/lot-1/status')).toBe(true)
  expect(mayRetain('parkade/v1/cloud/status')).toBe(true)
  expect(mayRetain('parkade/v1/lots/lot-1/up/batch/live')).toBe(false)
  expect(mayRetain('parkade/v1/lots/lot-1/down/ack')).toBe(false)
})
