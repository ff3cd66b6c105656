import type { Lot, LotDescription, Slot } from '#contracts/http/lots.ts'
import type { Queryable } from '../db/pool.ts'
import type { SlotColumns } from './lot.ts'

const lotColumns = `code as id, name, address, city, kind, latitude, longitude, time_zone as "timeZone",
  heartbeat_ms as "heartbeatMs", attribution,
  (select count(*)::int from parking.slots where lot_id = lots.id and retired_at is null) as capacity`

/** Lots in code order, those after `after`. */
export async function selectLots(db: Queryable, after: string, limit: number): Promise<Lot[]> {
  const { rows } = await db.query<Lot>(
    `select ${lotColumns} from parking.lots where code > $1 order by code limit $2`,
    [after, limit],
  )
  return rows
}

/** One lot, or undefined. */
export async function selectLot(db: Queryable, lot: string): Promise<Lot | undefined> {
  const { rows } = await db.query<Lot>(`select ${lotColumns} from parking.lots where code = $1`, [
    lot,
  ])
  return rows[0]
}

type SlotRow = Omit<Slot, 'place'> & Slot['place']

/** A lot's slots in use, in code order, those after `after`. */
export async function selectSlots(
  db: Queryable,
  lot: string,
  after: string,
  limit: number,
): Promise<SlotRow[]> {
  const { rows } = await db.query<SlotRow>(
    `select slots.code as id, class, closed, level, x, y, width, length, rotation
     from parking.slots join parking.lots on lots.id = slots.lot_id
     where lots.code = $1 and retired_at is null and slots.code > $2
     order by slots.code limit $3`,
    [lot, after, limit],
  )
  return rows
}

/** Writes a lot's row and locks it until the transaction ends. A row that already says the same is not rewritten. */
export async function upsertLot(
  tx: Queryable,
  code: string,
  lot: Omit<LotDescription, 'slots'>,
  now: number,
): Promise<{ id: number; created: boolean }> {
  const written = await tx.query<{ id: number; created: boolean }>(
    `insert into parking.lots as kept (code, name, address, city, kind, latitude, longitude, time_zone,
       heartbeat_ms, attribution, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::float8 / 1000))
     on conflict (code) do update set (name, address, city, kind, latitude, longitude, time_zone,
       heartbeat_ms, attribution, changed_at) = row (excluded.name, excluded.address, excluded.city,
       excluded.kind, excluded.latitude, excluded.longitude, excluded.time_zone, excluded.heartbeat_ms,
       excluded.attribution, excluded.changed_at)
     where (kept.name, kept.address, kept.city, kept.kind, kept.latitude, kept.longitude, kept.time_zone,
       kept.heartbeat_ms, kept.attribution) is distinct from (excluded.name, excluded.address,
       excluded.city, excluded.kind, excluded.latitude, excluded.longitude, excluded.time_zone,
       excluded.heartbeat_ms, excluded.attribution)
     returning id, xmax = 0 as created`,
    [
      code,
      lot.name,
      lot.address,
      lot.city,
      lot.kind,
      lot.latitude,
      lot.longitude,
      lot.timeZone,
      lot.heartbeatMs,
      lot.attribution,
      now,
    ],
  )
  if (written.rows[0]) return written.rows[0]
  const { rows } = await tx.query<{ id: number }>('select id from parking.lots where code = $1', [
    code,
  ])
  if (!rows[0]) throw new Error(`lot ${code} vanished under its own lock`)
  return { id: rows[0].id, created: false }
}

/** Writes slots; those that already say the same are not rewritten, retired ones come back. Returns rows written. */
export async function upsertSlots(
  tx: Queryable,
  lotId: number,
  slots: SlotColumns,
): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into parking.slots as kept (lot_id, code, class, closed, level, x, y, width, length, rotation)
     select $1, * from unnest($2::text[], $3::text[], $4::boolean[], $5::text[], $6::real[], $7::real[],
       $8::real[], $9::real[], $10::real[])
     on conflict (lot_id, code) do update set (class, closed, level, x, y, width, length, rotation,
       retired_at) = row (excluded.class, excluded.closed, excluded.level, excluded.x, excluded.y,
       excluded.width, excluded.length, excluded.rotation, null)
     where kept.retired_at is not null or (kept.class, kept.closed, kept.level, kept.x, kept.y, kept.width,
       kept.length, kept.rotation) is distinct from (excluded.class, excluded.closed, excluded.level,
       excluded.x, excluded.y, excluded.width, excluded.length, excluded.rotation)`,
    [
      lotId,
      slots.codes,
      slots.classes,
      slots.closed,
      slots.levels,
      slots.x,
      slots.y,
      slots.widths,
      slots.lengths,
      slots.rotations,
    ],
  )
  return rowCount ?? 0
}

/**
 * Retires the lot's slots in use whose code is not among `keep`. Returns how many.
 * `<> all` is hashed whatever the planner thinks of a table it has no statistics of; an anti-join was nested loops.
 */
export async function retireOthers(
  tx: Queryable,
  lotId: number,
  keep: readonly string[],
  now: number,
): Promise<number> {
  const { rowCount } = await tx.query(
    `update parking.slots set retired_at = to_timestamp($3::float8 / 1000)
     where lot_id = $1 and retired_at is null and code <> all ($2::text[])`,
    [lotId, keep, now],
  )
  return rowCount ?? 0
}
