import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packetGuard } from './packet-guard.ts'

/** A packet with `length` bytes after its header. */
function packet(length: number): Buffer {
  const header = [0x30]
  let rest = length
  do {
    header.push((rest % 128) | (rest >= 128 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)])
}

test('PK-011 a packet over the limit is noticed at its header, however the bytes are cut', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 })
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 })
  fc.assert(
    fc.property(lengths, cuts, (sizes, steps) => {
      const packets = sizes.map(packet)
      const stream = Buffer.concat(packets)
      const limit = 300
      const guard = packetGuard(limit)
      let found: number | undefined
      for (let at = 0, i = 0; at < stream.length && found === undefined; i++) {
        const step = steps[i % steps.length] ?? 1
        found = guard.push(stream.subarray(at, at + step))
        at += step
      }
      expect(found).toBe(packets.map((p) => p.length).find((n) => n > limit))
    }),
  )
})
