/** An event as shedding sees it. */
export interface Shedable {
  seq: number
  slot: string
  /** Milliseconds since 1970. */
  t: number
}

/**
 * Which occupancy events to drop at the soft limit: of each slot and minute the first and the last stay, what lies
 * between goes, oldest first, until `bytes` are freed (protocol §5, PK-052). `events` ascend by seq; `size` in bytes.
 */
export function thinOccupancy(
  events: readonly Shedable[],
  bytes: number,
  size: (seq: number) => number,
): number[] {
  const groups = new Map<string, number[]>()
  for (const event of events) {
    const key = `${event.slot} ${Math.floor(event.t / 60_000)}`
    const group = groups.get(key)
    if (group) group.push(event.seq)
    else groups.set(key, [event.seq])
  }
  const interior = [...groups.values()].flatMap((seqs) => seqs.slice(1, -1)).sort((a, b) => a - b)
  const dropped: number[] = []
  let freed = 0
  for (const seq of interior) {
    if (freed >= bytes) break
    dropped.push(seq)
    freed += size(seq)
  }
  return dropped
}
