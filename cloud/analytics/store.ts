import type { CountReading } from '#contracts/http/history.ts'
import type { LotId } from '#contracts/ids.ts'
import type { Queryable } from '../db/pool.ts'
import type { Sources } from './buckets.ts'
import type { Flow } from './history.ts'

export interface LotRow {
  id: number
  lot: LotId
  capacity: number
  timeZone: string
}

/** What the history needs to know of a lot, or undefined. */
export async function selectLot(db: Queryable, lot: string): Promise<LotRow | undefined> {
  const { rows } = await db.query<LotRow>(
    `select lot_id as id, lot, capacity, time_zone as "timeZone"
     from parking.lot_directory where lot = $1`,
    [lot],
  )
  return rows[0]
}

/**
 * How many of the lot's slots are occupied by the latest event of each, and what changed in the buckets between
 * `bounds` (ms, ascending) and after them: of one moment, in one statement. Every read of events has constant bounds,
 * which TimescaleDB needs to pick chunks. A slot that was occupied when it was retired leaves at that moment.
 */
export async function selectFlows(
  db: Queryable,
  lotId: number,
  bounds: readonly number[],
  sources: Sources,
): Promise<{ latest: number; flows: Flow[] }> {
  const { rows } = await db.query<Flow & { latest: number }>(
    `with span as (
       select array_agg(to_timestamp(ms / 1000) order by ms) as bounds from unnest($2::float8[]) as ms
     ), changes as (
       select time as since, time as upto, (delta = 1)::int as arrivals, (delta = -1)::int as departures,
         delta::int as net, 0::float8 as area
       from ingest.slot_changes
       where lot_id = $1 and time >= to_timestamp($3::float8 / 1000) and time < to_timestamp($4::float8 / 1000)
       union all
       select bucket, bucket + interval '1 hour', arrivals, departures, net, area
       from ingest.lot_occupancy_hourly
       where lot_id = $1 and bucket >= to_timestamp($4::float8 / 1000) and bucket < to_timestamp($5::float8 / 1000)
       union all
       select time, time, (delta = 1)::int, (delta = -1)::int, delta, 0
       from ingest.slot_changes
       where lot_id = $1 and time >= to_timestamp($5::float8 / 1000)
       union all
       select retired_at, retired_at, 0, 0, -1, 0
       from parking.all_slots join ingest.slot_readings using (lot_id, slot_id)
       where lot_id = $1 and latest_occupied and retired_at >= to_timestamp($3::float8 / 1000)
     ), numbered as (
       select changes.*, bounds, width_bucket(since, bounds) as bucket from changes, span
     )
     select 0 as bucket, 0 as arrivals, 0 as departures, 0 as net, 0::float8 as area, count(*)::int as latest
     from parking.slot_directory join ingest.slot_readings using (lot_id, slot_id)
     where lot_id = $1 and latest_occupied
     union all
     select bucket, sum(arrivals)::int, sum(departures)::int, sum(net)::int,
       coalesce(sum(area + net * extract(epoch from bounds[bucket + 1] - upto)), 0)::float8, 0
     from numbered group by bucket`,
    [lotId, bounds, bounds[0], sources.hoursFrom, sources.hoursTo],
  )
  return {
    latest: rows.find((row) => row.bucket === 0)?.latest ?? 0,
    flows: rows.filter((row) => row.bucket > 0),
  }
}

/** A reading's place in the list, newest first: time in µs since 1970, counter, epoch, sequence number. */
export type CountKey = [timeUs: number, counter: string, epochNo: number, seq: number]

export interface CountRow extends Omit<CountReading, 'time'> {
  timeUs: number
  epochNo: number
  seq: number
}

/** Readings of a lot's counters in [from, to) (ms), newest first, those after `after`. */
export async function selectCounts(
  db: Queryable,
  lotId: number,
  where: { from: number; to: number; isFlagged: boolean; after: CountKey | undefined },
  limit: number,
): Promise<CountRow[]> {
  const { rows } = await db.query<CountRow>(
    `select (extract(epoch from time) * 1000000)::bigint as "timeUs", counter, epoch_no as "epochNo",
       seq, occupied, flag
     from ingest.counts
     where lot_id = $1 and time >= to_timestamp($2::float8 / 1000) and time < to_timestamp($3::float8 / 1000)
       and (flag is not null or not $4)
       and ($5::float8 is null or (time, counter, epoch_no, seq)
         < (timestamptz 'epoch' + $5 * interval '1 microsecond', $6::text, $7::int, $8::bigint))
     order by time desc, counter desc, epoch_no desc, seq desc
     limit $9`,
    [
      lotId,
      where.from,
      where.to,
      where.isFlagged,
      ...(where.after ?? [null, null, null, null]),
      limit,
    ],
  )
  return rows
}
