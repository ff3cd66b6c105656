import type { Pool, Queryable } from '../db/pool.ts'
import { transaction } from '../db/transaction.ts'
import { type Answer, ackOf, nacksOf } from './answers.ts'
import { repairReadings, writeCore, writeOutbox } from './commit/store.ts'
import { type ClaimedGroup, claimGroup, deviceKeys, streamKey } from './group.ts'
import { deltaOf } from './lot-change.ts'
import { applyOccupancy, lateReadings, type SlotRow, type StoredReading } from './occupancy.ts'
import { changesOf, overlayGateways, type Parts, partsOf, slotCodes, wantedSlots } from './plan.ts'
import { countHoles, unite } from './received.ts'
import type { LetterRow, LotEntry, StreamRow } from './rows.ts'
import {
  insertBarrierEvents,
  insertCounts,
  insertUnknown,
  updateGateways,
  updateVitals,
  upsertGaps,
  upsertLetters,
} from './side/store.ts'
import { type SortedRows, sortRows } from './sort.ts'
import { lockLots, readSlots, readStreams, readSuccessors, rememberDeviceEvents } from './store.ts'
import type { Uplink } from './uplink.ts'

/** What a commit is answered with, and what the metrics learn of it. */
export interface Committed {
  answers: Answer[]
  /** Whether live deltas wait in the outbox. */
  told: boolean
  events: number
  duplicates: number
  /** Reasons of the dead letters written. */
  letters: string[]
  /** Sequence numbers each touched stream still owes. */
  holes: { stream: string; count: number }[]
}

/** The outbox topic under which commits tell what changed at lots. */
const lotsChanged = 'lots-changed'

/**
 * Stores a group of messages in one transaction: each event exactly once, with the slots' state, the lots' revisions
 * and the live deltas (protocol §6). `lots` holds the lot of every uplink that is to be stored; others are left out
 * and not acknowledged. Resolves after the commit, with the answers to send.
 */
export function commitGroup(
  pool: Pool,
  lots: Map<string, LotEntry>,
  uplinks: Uplink[],
  now: number,
): Promise<Committed> {
  const known = uplinks.filter((u) => u.kind === 'unreadable' || lots.has(u.lot))
  return transaction(pool, (tx) => storeGroup(tx, lots, partsOf(known), now))
}

async function storeGroup(
  tx: Queryable,
  lots: Map<string, LotEntry>,
  parts: Parts,
  now: number,
): Promise<Committed> {
  const touched = new Set(
    [...parts.batches, ...parts.snapshots, ...parts.statuses].map((u) => u.lot),
  )
  const lotIds = [...touched].flatMap((lot) => lots.get(lot)?.lotId ?? []).sort((a, b) => a - b)
  const presences = await lockLots(tx, lotIds)
  const streams = await streamsOf(tx, lots, parts)
  const group = claimGroup(parts.batches, lots, streams)
  const rows = await newRows(tx, group, now)

  const before = await readSlots(tx, wantedSlots(rows, parts.snapshots, lots))
  const applied = applyOccupancy(before, rows.readings, await successorsOf(tx, before, rows))
  const after = applied.slots
  const { vitals, gateways } = overlayGateways(parts, lots, streams, presences, after)
  const codes = slotCodes(rows, parts.snapshots, lots)
  const changes = changesOf(lots, group, rows, { before, after }, codes, gateways)

  const letters = [...rows.letters, ...unreadableLetters(parts)]
  const gaps = group.gaps.map((gap) => gap.row)
  await insertBarrierEvents(tx, rows.barriers)
  await insertCounts(tx, rows.counts)
  await insertUnknown(tx, rows.unknown)
  await upsertGaps(tx, gaps)
  await upsertLetters(tx, letters, now)
  await updateGateways(tx, gateways)
  await updateVitals(tx, vitals)
  await repairReadings(tx, applied.repairs, now)
  const claimed = [...group.streams.values()]
  const revisions = await writeCore(tx, {
    readings: applied.rows,
    slots: [...after.values()].filter((slot) => before.get(slot.slotId) !== slot),
    streams: claimed.flatMap((stream) => {
      const added = stream.claims.added()
      return added.length > 0 ? [{ epochNo: stream.row.epochNo, added }] : []
    }),
    lots: [...changes.values()],
  })
  const deltas = revisions.flatMap(({ lotId, rev, occupied }) => {
    const change = changes.get(lotId)
    return change ? [deltaOf(change, rev, occupied, now)] : []
  })
  if (deltas.length > 0) await writeOutbox(tx, lotsChanged, JSON.stringify({ deltas }))
  return {
    answers: [...claimed.map(ackOf), ...nacksOf(parts.unreadable)],
    told: deltas.length > 0,
    events: group.accepted.length,
    duplicates: parts.batches.reduce((n, b) => n + b.events.length, 0) - group.accepted.length,
    letters: letters.map((letter) => letter.reason),
    holes: [...group.streams].map(([stream, { row, claims }]) => ({
      stream,
      count: countHoles(unite(row.received, claims.added())),
    })),
  }
}

async function streamsOf(
  tx: Queryable,
  lots: Map<string, LotEntry>,
  parts: Parts,
): Promise<Map<string, StreamRow>> {
  const wanted = new Map<string, { lotId: number; epoch: string }>()
  const add = (lot: string, epoch: string) => {
    const lotId = lots.get(lot)?.lotId
    if (lotId !== undefined) wanted.set(streamKey(lotId, epoch), { lotId, epoch })
  }
  for (const batch of parts.batches) add(batch.lot, batch.epoch)
  for (const { lot, state } of parts.snapshots) add(lot, state.epoch)
  const rows = await readStreams(tx, [...wanted.values()])
  return new Map(rows.map((row) => [streamKey(row.lotId, row.epoch), row]))
}

/** The group's new events as rows, without those a device had sent before under another number (PK-062). */
async function newRows(tx: Queryable, group: ClaimedGroup, now: number): Promise<SortedRows> {
  const { keys, repeats } = deviceKeys(group.accepted)
  const known = await rememberDeviceEvents(tx, keys, now)
  const old = new Set(known.map((event) => `${event.epochNo} ${event.seq}`))
  const fresh = group.accepted.filter(
    (item) => !repeats.has(item) && !(old.size > 0 && old.has(`${item.epochNo} ${item.read.s}`)),
  )
  const rows = sortRows(fresh)
  for (const { item, code } of rows.rejected) {
    const stream = group.streams.get(streamKey(item.lot.lotId, item.uplink.epoch))
    stream?.rejected.push({ s: item.read.s, code })
  }
  return rows
}

async function successorsOf(tx: Queryable, slots: Map<number, SlotRow>, rows: SortedRows) {
  const late = lateReadings(slots, rows.readings)
  if (late.length === 0) return (): StoredReading | undefined => undefined
  const newest = Math.max(...late.map((r) => slots.get(r.slotId)?.latest.time ?? r.time))
  const successors = await readSuccessors(tx, late, newest)
  return (reading: (typeof late)[number]) => successors.get(reading)
}

function unreadableLetters(parts: Parts): LetterRow[] {
  return parts.unreadable.map((u) => ({
    lot: u.lot,
    topic: u.topic,
    sha256: u.sha256,
    reason: u.refusal.code,
    detail: u.refusal.detail,
    raw: u.payload,
  }))
}
