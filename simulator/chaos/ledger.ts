/** What the devices of one gateway were promised: the ids it answered with a PUBACK. */
export interface Promises {
  /** Slot readings, of which a full gateway may drop some if it says so (class B, protocol §5). */
  readings: ReadonlySet<string>
  /** Entries and exits, which are never dropped (class A). */
  passages: ReadonlySet<string>
  /** How often a sensor sent an id again: the gateway may hold, and drop, that many readings more than ids. */
  resent: number
}

/** What the database holds of the gateway's lot. */
export interface Holdings {
  /** Event rows per device-made id. */
  rows: ReadonlyMap<string, number>
  /** Event rows of devices that no id leads to. */
  withoutId: number
  gaps: readonly DeclaredGap[]
}

/** A gap that the gateway declared. */
export interface DeclaredGap {
  class: string
  /** Events it says it dropped. */
  count: number
  /**
   * How many of them the database really misses. Fewer when an event had been committed, but its acknowledgement was
   * lost before the gateway dropped it.
   */
  missing: number
}

/** How promises and holdings compare. All are counts of events. */
export interface Account {
  acknowledged: number
  stored: number
  /** Declared as dropped, by the gaps that were delivered. */
  dropped: number
  gapsDeclared: number
  /** Acknowledged, not stored and not covered by a declared drop. */
  lost: number
  /** Rows too many: an id stored twice, or a row without an id. */
  duplicated: number
  /** Declared as dropped and not missing, beyond what was sent again. */
  overdeclared: number
}

/** Settles one gateway's account. */
export function settle(promises: Promises, holdings: Holdings): Account {
  const isMissing = (id: string) => (holdings.rows.get(id) ?? 0) === 0
  const missingReadings = [...promises.readings].filter(isMissing).length
  const missingPassages = [...promises.passages].filter(isMissing).length
  const droppedReadings = sumOf(
    holdings.gaps.filter((gap) => gap.class === 'B'),
    (gap) => gap.missing,
  )
  const twice = [...holdings.rows.values()].reduce((sum, n) => sum + Math.max(0, n - 1), 0)
  const acknowledged = promises.readings.size + promises.passages.size
  return {
    acknowledged,
    stored: acknowledged - missingReadings - missingPassages,
    dropped: sumOf(holdings.gaps, (gap) => gap.count),
    gapsDeclared: holdings.gaps.length,
    lost: missingPassages + Math.max(0, missingReadings - droppedReadings),
    duplicated: twice + holdings.withoutId,
    overdeclared: Math.max(0, droppedReadings - missingReadings - promises.resent),
  }
}

/** The sum of the accounts of all gateways. */
export function sumAccounts(accounts: readonly Account[]): Account {
  return {
    acknowledged: sumOf(accounts, (a) => a.acknowledged),
    stored: sumOf(accounts, (a) => a.stored),
    dropped: sumOf(accounts, (a) => a.dropped),
    gapsDeclared: sumOf(accounts, (a) => a.gapsDeclared),
    lost: sumOf(accounts, (a) => a.lost),
    duplicated: sumOf(accounts, (a) => a.duplicated),
    overdeclared: sumOf(accounts, (a) => a.overdeclared),
  }
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0)
}
