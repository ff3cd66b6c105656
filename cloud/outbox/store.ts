import type { Queryable } from '../db/pool.ts'

const relayLock = 7_205_759_404

/** A message as stored. */
export interface StoredMessage {
  id: number
  topic: string
  body: string
}

/** Whether this transaction is the one relay for as long as it lasts. */
export async function becomeRelay(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.query<{ mine: boolean }>(
    'select pg_try_advisory_xact_lock($1) as mine',
    [relayLock],
  )
  return rows[0]?.mine ?? false
}

/** The oldest messages, in order, at most `limit`. */
export async function readMessages(tx: Queryable, limit: number): Promise<StoredMessage[]> {
  const { rows } = await tx.query<StoredMessage>({
    name: 'outbox-read',
    text: 'select id, topic, body::text from outbox.messages order by id limit $1',
    values: [limit],
  })
  return rows
}

export async function deleteMessages(tx: Queryable, ids: number[]): Promise<void> {
  await tx.query({
    name: 'outbox-delete',
    text: 'delete from outbox.messages where id = any($1::bigint[])',
    values: [`{${ids.join(',')}}`],
  })
}

/** Seconds the oldest message has waited; 0 when none does. */
export async function oldestAge(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ age: number }>(
    `select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as age
     from outbox.messages`,
  )
  return Math.max(0, rows[0]?.age ?? 0)
}
