/** Orders the readings of a slot in time; sequence numbers decide between equal times. */
export interface ReadingKey {
  /** ms since 1970 */
  time: number
  epochNo: number
  seq: number
}

/** A new reading of a slot. */
export interface Reading extends ReadingKey {
  slotId: number
  lotId: number
  occupied: boolean
  suspect: boolean
  sourceMs: number
}

/** A slot as stored: its reading now, by (epoch, seq), and its newest reading by time, which anchors the history. */
export interface SlotRow {
  slotId: number
  lotId: number
  occupied: boolean | null
  epochNo: number
  seq: number
  since: number | null
  lastSeen: number | null
  latest: ReadingKey & { occupied: boolean }
}

/** A stored reading with its change against the one before it. */
export interface StoredReading extends ReadingKey {
  slotId: number
  lotId: number
  occupied: boolean
  delta: number
}

export type ReadingRow = Reading & { delta: number }

export interface Applied {
  /** Rows to insert. Of one slot, all deltas ever stored sum to its newest occupancy in time. */
  rows: ReadingRow[]
  /** Stored rows whose delta changes because a reading came in before them. */
  repairs: StoredReading[]
  /** The slots after the readings. */
  slots: Map<number, SlotRow>
}

/** Negative when `a` is before `b`. */
export function compareKeys(a: ReadingKey, b: ReadingKey): number {
  return a.time - b.time || a.epochNo - b.epochNo || a.seq - b.seq
}

/** The readings that are older than their slot's newest: their successors must be looked up. */
export function lateReadings(slots: Map<number, SlotRow>, readings: Reading[]): Reading[] {
  return readings.filter((reading) => {
    const slot = slots.get(reading.slotId)
    return slot !== undefined && compareKeys(reading, slot.latest) < 0
  })
}

/**
 * Applies readings, in any order, to their slots. `successor` is the first stored reading after a late one
 * (protocol §6, §8: the reading now follows sequence numbers, never clocks; the history follows time).
 */
export function applyOccupancy(
  slots: Map<number, SlotRow>,
  readings: Reading[],
  successor: (late: Reading) => StoredReading | undefined,
): Applied {
  const result: Applied = { rows: [], repairs: [], slots: new Map(slots) }
  for (const [slotId, own] of bySlot(readings)) {
    const slot = slots.get(slotId)
    if (slot === undefined) throw new TypeError(`slot ${slotId} has no state`)
    const after = placeInTime(slot, own.sort(compareKeys), successor, result)
    result.slots.set(slotId, placeNow(after, own))
  }
  return result
}

function bySlot(readings: Reading[]): Map<number, Reading[]> {
  const groups = new Map<number, Reading[]>()
  for (const reading of readings) {
    const group = groups.get(reading.slotId)
    if (group) group.push(reading)
    else groups.set(reading.slotId, [reading])
  }
  return groups
}

/** Gives each reading (ascending in time) its delta, and the stored reading after a late run its new one. */
function placeInTime(
  slot: SlotRow,
  ascending: Reading[],
  successor: (late: Reading) => StoredReading | undefined,
  into: Applied,
): SlotRow {
  let latest = slot.latest
  let before = latest.occupied
  let next: StoredReading | undefined
  const finishRun = () => {
    if (next) into.repairs.push({ ...next, delta: change(before, next.occupied) })
    next = undefined
  }
  for (const reading of ascending) {
    if (compareKeys(reading, slot.latest) < 0) {
      const follows = successor(reading)
      if (next === undefined || follows === undefined || compareKeys(next, follows) !== 0) {
        finishRun()
        next = follows
        // What held before the successor is what holds before this run: nothing stored lies between.
        before = follows ? Number(follows.occupied) - follows.delta === 1 : reading.occupied
      }
    } else {
      finishRun()
      if (latest === slot.latest) before = latest.occupied
      latest = reading
    }
    into.rows.push({ delta: change(before, reading.occupied), ...reading })
    before = reading.occupied
  }
  finishRun()
  return { ...slot, latest }
}

/** The reading now is the one with the highest (epoch, seq); `since` moves only when the occupancy changes. */
function placeNow(slot: SlotRow, readings: Reading[]): SlotRow {
  const now = { ...slot }
  for (const reading of [...readings].sort((a, b) => a.epochNo - b.epochNo || a.seq - b.seq)) {
    now.lastSeen = Math.max(now.lastSeen ?? reading.time, reading.time)
    if (reading.epochNo < now.epochNo) continue
    if (reading.epochNo === now.epochNo && reading.seq <= now.seq) continue
    if (now.occupied !== reading.occupied) now.since = reading.time
    now.occupied = reading.occupied
    now.epochNo = reading.epochNo
    now.seq = reading.seq
  }
  return now
}

function change(before: boolean, after: boolean): number {
  return Number(after) - Number(before)
}
