/** A lot as the directory knows it. */
export interface LotEntry {
  lotId: number
  lot: string
  capacity: number
  /** Slot code → slot id */
  slots: Map<string, number>
}

/** A row of ingest.gateway_stream, as locked. */
export interface StreamRow {
  lotId: number
  epoch: string
  epochNo: number
  received: readonly (readonly [number, number])[]
}

/** Where an event comes from and when it was: what every stored row begins with. Times in ms since 1970. */
export interface EventStamp {
  lotId: number
  epochNo: number
  seq: number
  time: number
  suspect: boolean
  sourceMs: number
}

export interface BarrierRow extends EventStamp {
  kind: string
  subject: string | null
  body: unknown
}

export interface CountRow extends EventStamp {
  counter: string
  occupied: number
  flag: 'below-zero' | 'over-capacity' | null
}

export interface UnknownRow {
  lotId: number
  epochNo: number
  seq: number
  kind: string
  raw: unknown
}

export interface GapRow {
  lotId: number
  epochNo: number
  from: number
  to: number
  class: string
  reason: string
  count: number
}

export interface LetterRow {
  lot: string
  topic: string
  sha256: string
  reason: string
  detail: string
  raw: Buffer
}

/** What a snapshot says of a sensor besides its reading. */
export interface VitalsRow {
  slotId: number
  flapping: boolean
  batteryPercent: number | null
  rssiDbm: number | null
}

/** A gateway's own report or presence, for its lot's row. Times in ms since 1970. */
export interface GatewayRow {
  lotId: number
  presence?: {
    gateway: 'online' | 'offline'
    connection: string
    since: number
    boot: number | null
    epoch: string | null
    version: string | null
  }
  report?: { at: number; body: Record<string, unknown> }
}

/** A device-made event id under the sequence number it came with. */
export interface DeviceKey {
  lotId: number
  id: string
  epochNo: number
  seq: number
}
