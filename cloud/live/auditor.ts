import type { LotOccupancy } from '#contracts/http/occupancy.ts'

/** Lots to load again, and those of them whose pages must join again. */
export interface Audit {
  reload: string[]
  resync: string[]
  /** Lots whose revision is behind what was told: the database was restored to an older state. */
  wentBack: string[]
}

/**
 * Compares what the database holds with what this node has. A delta may be lost without a following one that shows the
 * gap; then the node stays behind. A lot behind by less than the time between two audits is only late.
 */
export function newAuditor() {
  let before = new Map<string, { row: number; node: number }>()
  return (
    rows: readonly LotOccupancy[],
    node: { revOf: (lot: string) => number | undefined; differs: (row: LotOccupancy) => boolean },
  ): Audit => {
    const audit: Audit = { reload: [], resync: [], wentBack: [] }
    const seen = new Map<string, { row: number; node: number }>()
    for (const row of rows) {
      const rev = node.revOf(row.lot)
      const last = before.get(row.lot)
      const wentBack = last !== undefined && row.rev < last.node
      const missed = rev !== undefined && last !== undefined && rev < last.row
      const differs = node.differs(row)
      if (wentBack) audit.wentBack.push(row.lot)
      if (wentBack || missed || differs) audit.reload.push(row.lot)
      if (wentBack || missed || (differs && rev !== undefined)) audit.resync.push(row.lot)
      seen.set(row.lot, { row: row.rev, node: wentBack ? row.rev : (rev ?? row.rev) })
    }
    before = seen
    return audit
  }
}
