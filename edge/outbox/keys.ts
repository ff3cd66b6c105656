const digits = 15

/** Key of the event with this sequence number; keys sort as the numbers do (protocol §4.2). */
export function eventKey(seq: number): string {
  return `q!${String(seq).padStart(digits, '0')}`
}

/** Key of the declared gap that starts at this sequence number. */
export function gapKey(from: number): string {
  return `g!${String(from).padStart(digits, '0')}`
}

/** Key of the nth dead letter. */
export function deadLetterKey(n: number): string {
  return `x!${String(n).padStart(digits, '0')}`
}

/** Key of epoch, boot counter and last sequence number. */
export const metaKey = 'm!'
/** Key of a slot's last known state. */
export const slotKey = (slot: string) => `s!${slot}`
/** Key of a barrier's last known state. */
export const barrierKey = (barrier: string) => `b!${barrier}`

/** The number in an event's, gap's or dead letter's key. */
export function numberOf(key: string): number {
  return Number(key.slice(2))
}

/** The span of all keys with this two-character prefix. */
export function spanOf(prefix: 'q!' | 'g!' | 'x!' | 's!' | 'b!') {
  return { gte: prefix, lt: `${prefix[0]}"` }
}
