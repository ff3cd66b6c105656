import type { Gap } from '#contracts/mqtt/batch.ts'
import type { SheddingClass } from './records.ts'

/** Why events were given up on purpose. */
export type DropReason = 'disk-soft-limit' | 'expired' | 'quarantined' | 'repaired'

/**
 * The gaps to declare for dropped events (ascending). A gap must not cover an event that is still owed, so it spans
 * neighbours only where `free` says that nothing is kept between them; its count is of dropped events alone (PK-051).
 */
export function gapsOf(
  dropped: readonly { seq: number; class: SheddingClass }[],
  reason: DropReason,
  free: (from: number, to: number) => boolean,
): Gap[] {
  const gaps: Gap[] = []
  for (const { seq, class: kind } of dropped) {
    const last = gaps.at(-1)
    if (last && last.class === kind && (seq === last.to + 1 || free(last.to + 1, seq - 1))) {
      last.to = seq
      last.count++
    } else {
      gaps.push({ from: seq, to: seq, class: kind, reason, count: 1 })
    }
  }
  return gaps
}
