import { isPoison } from './failure.ts'
import { sha256Of, type Uplink } from './uplink.ts'

/**
 * Commits `uplinks` together, or, when one of them is poison, halves at a time until the culprit stands alone; that one
 * becomes a dead letter, so that a bad event never blocks its stream (PK-063). Rejects only with what is not poison.
 * `abandon` hears of what cannot even be dead-lettered.
 */
export async function commitAround<R>(
  uplinks: Uplink[],
  commit: (uplinks: Uplink[]) => Promise<R>,
  abandon: (uplink: Uplink, error: unknown) => void,
): Promise<R[]> {
  try {
    return [await commit(uplinks)]
  } catch (error) {
    if (!isPoison(error)) throw error
    const parts = halves(uplinks)
    if (parts) {
      const first = await commitAround(parts[0], commit, abandon)
      return [...first, ...(await commitAround(parts[1], commit, abandon))]
    }
    const [culprit] = uplinks
    const letter = culprit && condemned(culprit, error)
    if (letter) return commitAround([letter], commit, abandon)
    if (culprit) abandon(culprit, error)
    return []
  }
}

/** Two smaller groups that hold the same events in the same order; undefined for a single event. */
function halves(uplinks: Uplink[]): [Uplink[], Uplink[]] | undefined {
  if (uplinks.length > 1) {
    const middle = uplinks.length >> 1
    return [uplinks.slice(0, middle), uplinks.slice(middle)]
  }
  const [uplink] = uplinks
  if (uplink?.kind !== 'batch' || uplink.events.length + uplink.gaps.length < 2) return undefined
  const middle = Math.ceil(uplink.events.length / 2)
  return uplink.gaps.length > 0 && uplink.events.length > 0
    ? [[{ ...uplink, gaps: [] }], [{ ...uplink, events: [] }]]
    : uplink.gaps.length > 0
      ? [
          [{ ...uplink, gaps: uplink.gaps.slice(0, uplink.gaps.length >> 1) }],
          [{ ...uplink, gaps: uplink.gaps.slice(uplink.gaps.length >> 1) }],
        ]
      : [
          [{ ...uplink, events: uplink.events.slice(0, middle) }],
          [{ ...uplink, events: uplink.events.slice(middle) }],
        ]
}

/** The same message as a dead letter; undefined when it is one already. */
function condemned(uplink: Uplink, error: unknown): Uplink | undefined {
  const refusal = { code: 'poison', detail: error instanceof Error ? error.message : 'unknown' }
  if (uplink.kind === 'batch') {
    const [read] = uplink.events
    if (read === undefined || 'refused' in read) return undefined
    return { ...uplink, events: [{ s: read.s, raw: read.raw, refused: refusal }] }
  }
  if (uplink.kind === 'unreadable') return undefined
  const { lot, topic, receivedAt } = uplink
  const payload = Buffer.from(
    JSON.stringify(uplink.kind === 'status' ? uplink.status : uplink.state),
  )
  const sha256 = sha256Of(payload)
  return { kind: 'unreadable', lot, topic, receivedAt, payload, sha256, refusal, nack: false }
}
