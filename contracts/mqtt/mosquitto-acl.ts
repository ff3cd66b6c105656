import { type BrokerRole, brokerAcl } from './acl.ts'

/**
 * The ACL table as Mosquitto's `acl_file`. Patterns hold for everybody, because a gateway is any user with a certificate;
 * `users` names who has another role, so these names cannot be lot codes.
 */
export function mosquittoAcl(users: readonly { user: string; role: BrokerRole }[]): string {
  const patterns = brokerAcl.gateway.map((rule) => `pattern ${rule.access} ${rule.filter}`)
  const named = users
    .filter(({ role }) => role !== 'gateway')
    .map(({ user, role }) =>
      [
        `user ${user}`,
        ...brokerAcl[role].map((rule) => `topic ${rule.access} ${rule.filter}`),
      ].join('\n'),
    )
  return `${[patterns.join('\n'), ...named].join('\n\n')}\n`
}
