import type { SlotId } from '#contracts/ids.ts'
import type { LotEvent } from '#contracts/mqtt/event.ts'
import { countFlag } from './count-flag.ts'
import type { Accepted } from './group.ts'
import type { Reading } from './occupancy.ts'
import type { BarrierRow, CountRow, EventStamp, LetterRow, UnknownRow } from './rows.ts'
import { guardTime } from './time-guard.ts'
import { type Refusal, sha256Of } from './uplink.ts'

/** New events, sorted into the tables they go to. */
export interface SortedRows {
  readings: Reading[]
  /** The codes of the slots of `readings`. */
  codes: Map<number, SlotId>
  barriers: BarrierRow[]
  counts: CountRow[]
  unknown: UnknownRow[]
  letters: LetterRow[]
  /** Refused for good; their sequence numbers are committed all the same (PK-063). */
  rejected: { item: Accepted; code: string }[]
}

/** Sorts new events into rows. One that cannot be stored becomes a dead letter. */
export function sortRows(accepted: Accepted[]): SortedRows {
  const rows: SortedRows = {
    readings: [],
    codes: new Map(),
    barriers: [],
    counts: [],
    unknown: [],
    letters: [],
    rejected: [],
  }
  for (const item of accepted) {
    const { read } = item
    if ('event' in read) addEvent(rows, item, read.event)
    else if ('refused' in read) refuse(rows, item, read.refused)
    else {
      const { lotId } = item.lot
      const { s: seq, raw, unknown: kind } = read
      rows.unknown.push({ lotId, epochNo: item.epochNo, seq, kind, raw })
    }
  }
  return rows
}

function addEvent(rows: SortedRows, item: Accepted, event: LotEvent): void {
  const { lot, uplink } = item
  const { time, suspect } = guardTime(event.t, uplink.clock, uplink.receivedAt)
  const { lotId } = lot
  const stamp: EventStamp = {
    lotId,
    epochNo: item.epochNo,
    seq: event.s,
    time,
    suspect,
    sourceMs: event.t,
  }
  switch (event.k) {
    case 'occ': {
      const slotId = lot.slots.get(event.d.slot)
      if (slotId === undefined) {
        const detail = `The lot has no slot ${event.d.slot}`
        refuse(rows, item, { code: 'unknown-slot', detail })
        return
      }
      rows.codes.set(slotId, event.d.slot)
      // The spread stands last, here and in occupancy.ts: properties after one are slow to add.
      rows.readings.push({ slotId, occupied: event.d.occupied, ...stamp })
      return
    }
    case 'count': {
      const { counter, occupied } = event.d
      rows.counts.push({ ...stamp, counter, occupied, flag: countFlag(occupied, lot.capacity) })
      return
    }
    case 'alarm':
    case 'health':
      rows.barriers.push({
        ...stamp,
        kind: event.k,
        subject: event.d.device ?? null,
        body: event.d,
      })
      return
    case 'entry':
    case 'exit':
    case 'deny':
    case 'barrier':
      rows.barriers.push({ ...stamp, kind: event.k, subject: event.d.barrier, body: event.d })
  }
}

function refuse(rows: SortedRows, item: Accepted, { code, detail }: Refusal): void {
  const raw = Buffer.from(JSON.stringify(item.read.raw))
  const { lot, topic } = item.uplink
  rows.letters.push({ lot, topic, sha256: sha256Of(raw), reason: code, detail, raw })
  rows.rejected.push({ item, code })
}
