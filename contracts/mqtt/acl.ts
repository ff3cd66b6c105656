/** Who may do what on the cloud's broker: one table for the embedded broker and for Mosquitto (protocol §12). */
export type BrokerRole = 'gateway' | 'ingest' | 'live'

interface AclRule {
  access: 'read' | 'write'
  /** MQTT filter; `%u` is the user name, which fills a whole level. */
  filter: string
}

/** The table. Anything not listed is refused. */
export const brokerAcl: Record<BrokerRole, readonly AclRule[]> = {
  gateway: [
    { access: 'write', filter: 'parkade/v1/lots/%u/up/#' },
    { access: 'write', filter: 'parkade/v1/lots/%u/status' },
    { access: 'read', filter: 'parkade/v1/lots/%u/down/#' },
    { access: 'read', filter: 'parkade/v1/cloud/status' },
  ],
  ingest: [
    { access: 'read', filter: 'parkade/v1/lots/+/up/#' },
    { access: 'read', filter: 'parkade/v1/lots/+/status' },
    { access: 'write', filter: 'parkade/v1/lots/+/down/#' },
    { access: 'read', filter: 'parkade/v1/cloud/status' },
    { access: 'write', filter: 'parkade/v1/cloud/status' },
    { access: 'write', filter: 'parkade/v1/live/lots/+' },
  ],
  live: [
    { access: 'read', filter: 'parkade/v1/live/#' },
    { access: 'read', filter: 'parkade/v1/cloud/status' },
  ],
}

/** Whether `role` signed in as `user` may use `topic` (a topic to publish, or a filter to subscribe). */
export function isAllowed(
  role: BrokerRole,
  user: string,
  access: 'read' | 'write',
  topic: string,
): boolean {
  return brokerAcl[role].some(
    (rule) => rule.access === access && filterCovers(rule.filter.replaceAll('%u', user), topic),
  )
}

/**
 * Whether every topic that `filter` matches is also matched by `pattern` [MQTT-4.7.1].
 * A topic without wildcards is a filter that matches itself. `$`-topics are never covered by a leading wildcard.
 */
export function filterCovers(pattern: string, filter: string): boolean {
  const want = pattern.split('/')
  const have = filter.split('/')
  if (filter.startsWith('$') && want[0] !== have[0]) return false
  for (const [i, level] of want.entries()) {
    if (level === '#') return true
    const other = have[i]
    if (other === undefined || other === '#') return false
    if (level === '+') continue
    if (level !== other) return false
  }
  return want.length === have.length
}
