import type { Observation } from '#contracts/mqtt/event.ts'

/** A slot sensor's reading, changed or not. */
export interface SlotReading {
  slot: string
  occupied: boolean
  id?: string | undefined
  /** Source time, ms since 1970; absent when the device has no clock. */
  t?: number | undefined
  batteryPercent?: number | undefined
  rssiDbm?: number | undefined
}

/** What a device's message says. `at` messages without a time are stamped by the gateway. */
export type Said =
  | { kind: 'slot'; reading: SlotReading }
  | { kind: 'event'; event: Observation }
  | { kind: 'rejected'; reason: string }

/**
 * Knows one device language: turns a message into what it says. Pure; it never throws.
 * `now` stamps what the device did not, ms since 1970.
 */
export interface Driver {
  name: string
  /** Whether the topic is of this language. */
  speaks: (topic: string) => boolean
  read: (message: { device: string; topic: string; payload: Uint8Array; now: number }) => Said
}
