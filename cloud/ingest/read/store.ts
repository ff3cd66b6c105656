import type { DeadLetter, GatewayHealth } from '#contracts/http/operations.ts'
import type { Queryable } from '../../db/pool.ts'
import type { JournalRow } from './journal.ts'

/** The database's number of a lot, or undefined. */
export async function selectLotId(db: Queryable, lot: string): Promise<number | undefined> {
  const { rows } = await db.query<{ id: number }>(
    'select lot_id as id from parking.lot_directory where lot = $1',
    [lot],
  )
  return rows[0]?.id
}

/** A line's place in the journal: time in µs since 1970, source, epoch, sequence number, slot. */
export type JournalKey = [
  timeUs: number,
  source: number,
  epochNo: number,
  seq: number,
  slotId: number,
]

const beforeAll: JournalKey = [Number.MAX_SAFE_INTEGER, 0, 0, 0, 0]

/**
 * What happened at a lot, newest first, the lines after `after`. Each table gives its own newest lines under a
 * constant bound of time, so that a page reads only one end of each.
 */
export async function selectJournal(
  db: Queryable,
  lotId: number,
  after: JournalKey | undefined,
  limit: number,
): Promise<JournalRow[]> {
  const { rows } = await db.query<JournalRow>(
    `select (extract(epoch from time) * 1000000)::bigint as "timeUs", source, epoch_no as "epochNo", seq,
       slot_id as "slotId", kind, coalesce(subject, slot) as subject, body
     from (
       (select time, 3 as source, epoch_no, seq, slot_id, 'occ' as kind, null as subject,
          jsonb_build_object('occupied', occupied) as body
        from ingest.slot_event
        where lot_id = $1 and time <= to_timestamp($2::float8 / 1000000)
          and (time, 3, epoch_no, seq, slot_id)
            < (to_timestamp($2::float8 / 1000000), $3::int, $4::int, $5::bigint, $6::int)
        order by time desc, epoch_no desc, seq desc, slot_id desc limit $7)
       union all
       (select time, 2, epoch_no, seq, 0, kind, subject, body
        from ingest.barrier_event
        where lot_id = $1 and time <= to_timestamp($2::float8 / 1000000)
          and kind in ('entry', 'exit', 'deny', 'barrier', 'alarm')
          and (time, 2, epoch_no, seq, 0)
            < (to_timestamp($2::float8 / 1000000), $3::int, $4::int, $5::bigint, $6::int)
        order by time desc, epoch_no desc, seq desc limit $7)
       union all
       (select received_at, 1, epoch_no, from_seq, 0, 'gap', null,
          jsonb_build_object('reason', reason, 'class', class, 'count', count)
        from ingest.gap
        where lot_id = $1 and (received_at, 1, epoch_no, from_seq, 0)
          < (to_timestamp($2::float8 / 1000000), $3::int, $4::int, $5::bigint, $6::int)
        order by received_at desc, epoch_no desc, from_seq desc limit $7)
       order by time desc, source desc, epoch_no desc, seq desc, slot_id desc limit $7
     ) as lines
     left join parking.all_slots using (slot_id)
     order by time desc, source desc, epoch_no desc, seq desc, slot_id desc`,
    [lotId, ...(after ?? beforeAll), limit],
  )
  return rows
}

type Instants = 'since' | 'lastReportAt' | 'oldestQueuedAt'

/** A gateway's health with its times in ms since 1970. */
export type GatewayRow = Omit<GatewayHealth, Instants> & Record<Instants, number | null>

/** How a lot's gateway does, or undefined for an unknown lot. */
export async function selectGateway(db: Queryable, lot: string): Promise<GatewayRow | undefined> {
  const { rows } = await db.query<GatewayRow>(
    `select lots.lot, coalesce(gateway, 'never') as state, gateway_since as since, version, boot,
       lot_state.epoch, reported_at as "lastReportAt",
       (report ->> 'queued')::bigint as queued,
       (report ->> 'oldestAt')::bigint as "oldestQueuedAt",
       (report ->> 'diskBytes')::bigint as "diskBytes",
       (report ->> 'diskLimitBytes')::bigint as "diskLimitBytes",
       (report ->> 'deadLetters')::bigint as "deadLetters",
       (report #>> '{clock,offMs}')::bigint as "clockOffsetMs",
       (report #>> '{clock,errMs}')::bigint as "clockErrorMs",
       coalesce((
         select upper(received) - 1 - (select sum(upper(r) - lower(r)) from unnest(received) as r)
         from ingest.gateway_stream as streams
         where streams.lot_id = lots.lot_id and streams.epoch = lot_state.epoch and not isempty(received)
       ), 0)::bigint as missing
     from parking.lot_directory as lots
     left join ingest.lot_state using (lot_id)
     where lots.lot = $1`,
    [lot],
  )
  return rows[0]
}

/** A dead letter with its first bytes, and its times in ms since 1970. */
export type DeadLetterRow = Omit<DeadLetter, 'payload' | 'firstAt' | 'lastAt'> & {
  raw: Buffer
  firstAt: number
  lastAt: number
}

/** Dead letters, newest first, those before the number `before`, with at most `bytes` of each. */
export async function selectDeadLetters(
  db: Queryable,
  before: number,
  limit: number,
  bytes: number,
): Promise<DeadLetterRow[]> {
  const { rows } = await db.query<DeadLetterRow>(
    `select id, lot, topic, reason, detail, substring(raw from 1 for $3) as raw, count,
       first_at as "firstAt", last_at as "lastAt"
     from ingest.dead_letter where id < $1 order by id desc limit $2`,
    [before, limit, bytes],
  )
  return rows
}
