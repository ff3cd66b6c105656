/** What a TCP connection between gateway, broker or ingest suffers. */
export type LinkFault =
  /** Connections are reset and new ones refused. */
  | { kind: 'cut' }
  /** Connections are accepted and live, but nothing passes. */
  | { kind: 'black-hole' }
  /** One end is gone and the other is not told: what it sends vanishes. New connections pass. */
  | { kind: 'half-open'; alive: 'caller' | 'server' }
  | { kind: 'delay'; ms: number }
  | { kind: 'slow'; bytesPerSecond: number }

/** What is done to the running city. `gateway` is an index; a link has its gateway's, or is the one of ingest. */
export type Attack =
  | { kind: 'kill-gateway'; gateway: number }
  | { kind: 'kill-broker' }
  | { kind: 'kill-ingest' }
  | { kind: 'kill-database'; how: 'kill' | 'immediate' }
  | { kind: 'link'; link: number | 'ingest'; fault: LinkFault }
  | { kind: 'fill-disk'; gateway: number }
  /** The wall clock is wrong by `byMs`; with `reboot` the gateway is killed and starts on the wrong clock. */
  | { kind: 'clock-jump'; gateway: number; byMs: number; reboot: boolean }
  | { kind: 'resend-storm'; gateway: number }

/** A name to count attacks by: `kill-broker`, `link-black-hole`, `ingest-link-cut`, … */
export function attackName(attack: Attack): string {
  if (attack.kind !== 'link') return attack.kind
  return `${attack.link === 'ingest' ? 'ingest-link' : 'link'}-${attack.fault.kind}`
}
