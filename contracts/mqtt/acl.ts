/** Who may do what on the cloud's broker: one table for the embedded broker and for Mosquitto (protocol §12). */
export const brokerRoles = ['gateway', 'ingest', 'live'] as const
export type BrokerRole = (typeof brokerRoles)[number]

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

/** A user name that stands for exactly one topic level; anything else could widen `%u`. */
const oneLevel = /^[A-Za-z0-9_-]{1,64}$/

/** Topics whose last message a broker may keep; the retain flag is taken off everything else (protocol §2). */
const retainable = [
  'parkade/v1/lots/+/status',
  'parkade/v1/lots/+/down/config',
  'parkade/v1/lots/+/down/admission/head',
  'parkade/v1/cloud/status',
]

/** Whether a broker may keep the last message of `topic`. */
export function mayRetain(topic: string): boolean {
  return retainable.some((filter) => filterCovers(filter, topic))
}

/**
 * Whether `role` signed in as `user` may use `topic` (a topic to publish, or a filter to subscribe). A topic to publish
 * has no wildcard [MQTT-3.3.2-2]; in a filter a wildcard fills its level and `#` is the last [MQTT-4.7.1].
 */
export function isAllowed(
  role: BrokerRole,
  user: string,
  access: 'read' | 'write',
  topic: string,
): boolean {
  if (!oneLevel.test(user)) return false
  if (access === 'write' ? /[+#]/.test(topic) : !isFilter(topic)) return false
  return brokerAcl[role].some(
    (rule) => rule.access === access && filterCovers(rule.filter.replaceAll('%u', user), topic),
  )
}

function isFilter(text: string): boolean {
  return text !== '' && !/[^/][+#]|[+#][^/]|#\//.test(text)
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
