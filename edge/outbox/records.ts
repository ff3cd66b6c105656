import { z } from 'zod'
import { Ulid } from '#contracts/ids.ts'
import { type Observation, sheddingClass } from '#contracts/mqtt/event.ts'

/** The queue's identity (key `m!`), written with every batch that uses up sequence numbers. */
export const Meta = z.object({ epoch: Ulid, boot: z.int().min(1), lastSeq: z.int().min(0) })
export type Meta = z.infer<typeof Meta>

export type SheddingClass = 'A' | 'B' | 'C'

/** The encoded event: its class in one letter, then the JSON that goes into the batch. */
export function encodeEvent(
  seq: number,
  observation: Observation,
): { class: SheddingClass; json: string } {
  const json = `{"s":${seq},${JSON.stringify(observation).slice(1)}`
  return { class: sheddingClass(observation.k), json }
}

/** A message the gateway took but could not use, or an event the cloud would not read. */
export interface DeadLetter {
  /** Milliseconds since 1970, by the gateway's clock. */
  at: number
  device: string
  topic: string
  reason: string
  /** The payload, at most 4 KiB of it. */
  payload: string
}

const sizeLimit = (1 << 14) - 1
const classes = ['A', 'B', 'C'] as const

/** Class and size of a record in the 16 bits that the index keeps of it. Sizes above 16 KiB count as 16 KiB. */
export function packEntry(kind: SheddingClass, size: number): number {
  return (Math.min(size, sizeLimit) << 2) | (classes.indexOf(kind) + 1)
}

/** The reverse of `packEntry`. */
export function unpackEntry(entry: number): { class: SheddingClass; size: number } {
  return { class: classes[(entry & 3) - 1] ?? 'A', size: entry >> 2 }
}
