import type { LatencyFigures } from './histogram.ts'

/** What the process of the pages is told when it starts. */
export interface PagesOrder {
  url: string
  /** Lots that pages watch, the same number each. */
  lots: readonly string[]
  /** Pages that watch a lot. */
  lotPages: number
  /** Pages that watch the whole city. */
  cityPages: number
}

/** What it heard while it measured. */
export interface PagesFigures {
  seconds: number
  /** From the source's time of a slot's change to the change at a page, over all pages of the lot. */
  changes: LatencyFigures
  /** From the server's time of a frame to the frame at a page. */
  frames: LatencyFigures
  /** Mean size of a lot's frame as JSON, in bytes. */
  frameBytes: number
  cityFrames: number
  /** Times a page lost its connection or was told to join again. */
  disturbed: number
}

/** `measureMs`: begin now and answer the figures after that time. */
export type ToPages = { order: PagesOrder } | { measureMs: number }
export type FromPages = { ready: true } | { figures: PagesFigures } | { failed: string }

/** What the bare server is told: frames of `bytes` to each lot's room, `framesPerSecond` in all. */
export interface BareOrder {
  lots: readonly string[]
  framesPerSecond: number
  bytes: number
}
