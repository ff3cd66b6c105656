import pg from 'pg'

/** Counts and makes what the ingest benchmark needs, on the server of `url` (any database of it). */
export interface LoadStore {
  /** A database with `lots` lots of `slots` slots `S1…`, made from a migrated `template`. */
  seed: (name: string, template: string, lots: readonly string[], slots: number) => Promise<void>
  clone: (name: string, template: string) => Promise<string>
  drop: (name: string) => Promise<void>
  /** Readings stored, and different ones among them by gateway, epoch and sequence number. */
  count: (name: string) => Promise<{ stored: number; distinct: number }>
}

export function openLoadStore(url: string): LoadStore {
  const at = (name: string) => {
    const target = new URL(url)
    target.pathname = `/${name}`
    return target.href
  }
  const within = async <T>(name: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: at(name) })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
  const clone = async (name: string, template: string) => {
    await within('postgres', (db) => db.query(`create database "${name}" template "${template}"`))
    return at(name)
  }
  return {
    clone,
    seed: async (name, template, lots, slots) => {
      await clone(name, template)
      await within(name, async (db) => {
        await db.query(
          `insert into parking.lots (code, name, latitude, longitude, time_zone)
           select code, code, 49, 8.4, 'Europe/Berlin' from unnest($1::text[]) as code`,
          [lots],
        )
        await db.query(
          `insert into parking.slots (lot_id, code, level, x, y, width, length)
           select lots.id, 'S' || n, '0', 0, 0, 2.5, 5
           from parking.lots cross join generate_series(1, $1) as n`,
          [slots],
        )
        await db.query('analyze')
      })
    },
    drop: async (name) => {
      await within('postgres', (db) => db.query(`drop database if exists "${name}" with (force)`))
    },
    count: (name) =>
      within(name, async (db) => {
        const { rows } = await db.query(
          `select count(*)::int as stored, count(distinct (lot_id, epoch_no, seq))::int as distinct
           from ingest.slot_event`,
        )
        return rows[0]
      }),
  }
}
