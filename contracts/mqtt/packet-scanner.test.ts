import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packetScanner } from './packet-scanner.ts'

/** A packet with a body of `length` bytes; the length is encoded as MQTT 3.1.1 §2.2.3 says. */
function packet(length: number): Buffer {
  const header = [0x30]
  let rest = length
  do {
    const more = rest >> 7 > 0
    header.push((rest & 0x7f) | (more ? 0x80 : 0))
    rest >>= 7
  } while (rest > 0)
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)])
}

test('PK-005 a stream of packets within the limit passes, whatever way it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
      (lengths, cuts) => {
        const stream = Buffer.concat(lengths.map(packet))
        const scan = packetScanner({ bytes: 303 })
        let at = 0
        for (let i = 0; at < stream.length; i++) {
          const end = at + (cuts[i % cuts.length] ?? 1)
          expect(scan(stream.subarray(at, end))).toBe('ok')
          at = end
        }
      },
    ),
  )
})

test('PK-005 a packet over the limit is refused by its header, before any of its body', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 127 }),
      fc.integer({ min: 299, max: 200_000_000 }),
      (before, length) => {
        const scan = packetScanner({ bytes: 300 })
        expect(scan(packet(before))).toBe('ok')
        const header = Buffer.from([0x30, ...varint(length)])
        expect(scan(header)).toBe('oversized')
      },
    ),
  )
})

test('a length of more than four bytes is malformed', () => {
  expect(packetScanner({ bytes: 300 })(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(
    'malformed',
  )
})

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)]
}
