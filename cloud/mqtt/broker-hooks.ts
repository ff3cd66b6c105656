import { randomUUID } from 'node:crypto'
import type { AedesOptions, Client as Session } from 'aedes'
import type { Logger } from 'pino'
import { isAllowed, mayRetain } from '#contracts/mqtt/acl.ts'
import type { BrokerLimits } from './broker-limits.ts'
import type { Refusal } from './broker-log.ts'
import { type Credential, type Credentials, verifyPassword } from './credentials.ts'
import { pacer, tokenBucket } from './rate-limit.ts'

interface SignedIn {
  credential: Credential
  filters: Set<string>
  pace: ReturnType<typeof pacer>
}

type Hooks = Required<
  Pick<
    AedesOptions,
    'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'
  >
>

interface Dependencies {
  credentials: Credentials
  limits: BrokerLimits
  refuse: (reason: Refusal, facts: Record<string, unknown>) => void
  now: () => number
}

/** aedes' callbacks over the one ACL table, with what is known of each connection. */
export function brokerHooks({ credentials, limits, refuse, now }: Dependencies) {
  let known = credentials
  // Weak, because a will is checked after its connection ended.
  const signedIn = new WeakMap<Session, SignedIn>()
  const packetLimits = new WeakMap<Session, { bytes: number }>()
  const byUser = new Map<string, Set<Session>>()

  const facts = (session: Session | null) => ({
    user: session ? signedIn.get(session)?.credential.user : undefined,
    connection: session?.id ?? undefined,
  })
  const cut = (session: Session, reason: Refusal, more: Record<string, unknown> = {}) => {
    refuse(reason, { ...facts(session), ...more })
    session.conn.destroy()
  }
  const ended = (session: Session) => {
    const entry = signedIn.get(session)
    if (!entry) return
    entry.pace.stop()
    const mine = byUser.get(entry.credential.user)
    mine?.delete(session)
    if (mine?.size === 0) byUser.delete(entry.credential.user)
  }
  const signIn = (session: Session, credential: Credential) => {
    const rate = limits.messagesPerSecond[credential.role]
    const pace = pacer(tokenBucket(rate, rate * 2, now), () =>
      refuse('rate-limited', facts(session)),
    )
    signedIn.set(session, { credential, filters: new Set(), pace })
    const limit = packetLimits.get(session)
    if (limit) limit.bytes = limits.packetBytes
    const mine = byUser.get(credential.user) ?? new Set()
    byUser.set(credential.user, mine.add(session))
    const oldest = mine.values().next().value
    if (oldest && mine.size > limits.connectionsPerUser[credential.role]) cut(oldest, 'superseded')
  }

  const hooks: Hooks = {
    preConnect: (_session, packet, done) => {
      // Queues of sessions that outlive their connection have no bound in aedes, and nothing relies on them.
      packet.clean = true
      // A client id is its user's own: nobody can take over another user's connection by naming it.
      packet.clientId = `${packet.username ?? ''}/${packet.clientId || randomUUID()}`
      done(null, true)
    },
    authenticate: (session, user, password, done) => {
      const credential = verifyPassword(known, user ?? '', password ?? new Uint8Array())
      if (credential) {
        signIn(session, credential)
        return done(null, true)
      }
      refuse('wrong-password', { user, connection: session.id })
      done(Object.assign(new Error('wrong user name or password'), { returnCode: 4 }), null)
    },
    authorizePublish: (session, packet, done) => {
      const entry = session && signedIn.get(session)
      const { topic } = packet
      const { role, user } = entry?.credential ?? {}
      if (!entry || !role || !user || !isAllowed(role, user, 'write', topic)) {
        const isWill = session?.closed === true
        refuse(isWill ? 'will-not-allowed' : 'publish-not-allowed', { ...facts(session), topic })
        return done(new Error('publish not allowed'))
      }
      if (packet.retain && !mayRetain(topic)) packet.retain = false
      if (session.closed) return done()
      entry.pace.run(done)
    },
    authorizeSubscribe: (session, subscription, done) => {
      const entry = signedIn.get(session)
      const { topic } = subscription
      if (!entry || !isAllowed(entry.credential.role, entry.credential.user, 'read', topic)) {
        refuse('subscribe-not-allowed', { ...facts(session), filter: topic })
        return done(null, null)
      }
      if (entry.filters.add(topic).size > limits.subscriptions) {
        entry.filters.delete(topic)
        refuse('too-many-subscriptions', { ...facts(session), filter: topic })
        return done(null, null)
      }
      done(null, subscription)
    },
    authorizeForward: (session, packet) => {
      if (session.conn.writableLength < limits.backlogBytes) return packet
      // Ingest must slow its senders down; everybody else is told again, so a reader that lags holds nobody up.
      if (signedIn.get(session)?.credential.role === 'ingest') return packet
      if (packet.qos > 0) cut(session, 'slow-reader')
      return null
    },
  }

  return {
    ...hooks,
    facts,
    ended,
    opened: (session: Session, limit: { bytes: number }) => packetLimits.set(session, limit),
    failed: (session: Session, error: Error, log: Logger) =>
      log.debug({ ...facts(session), problem: error.message }, 'broker connection failed'),
    setCredentials: (next: Credentials) => {
      known = next
      for (const session of [...byUser.values()].flatMap((sessions) => [...sessions])) {
        const held = signedIn.get(session)?.credential
        const given = next.get(held?.user ?? '')
        if (held?.passwordSha256 !== given?.passwordSha256 || held?.role !== given?.role)
          cut(session, 'credential-withdrawn')
      }
    },
  }
}
