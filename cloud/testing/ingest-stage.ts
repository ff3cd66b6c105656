import { pino } from 'pino'
import { expect, vi } from 'vitest'
import type { Pool } from '../db/pool.ts'
import { type Ingest, type IngestOptions, startIngest } from '../ingest/subscriber.ts'
import type { BareBroker } from './bare-brokers.ts'
import { testDatabase } from './database.ts'
import { seedLots, type TestGateway, testGateway } from './test-gateway.ts'

/** Waiting for what comes within moments. */
export const soon = { timeout: 15_000, interval: 20 }

/** A database with lots `north` and `south` (slots S1–S4), a broker, ingest, and the gateway of `north`. */
export interface Stage extends AsyncDisposable {
  pool: Pool
  broker: BareBroker
  gateway: TestGateway
  ingest: Ingest
  options: IngestOptions
  rows: (sql: string) => Promise<Record<string, unknown>[]>
}

export async function ingestStage(
  startBroker: () => Promise<BareBroker>,
  workers: number,
): Promise<Stage> {
  const held: AsyncDisposable[] = []
  const hold = <T extends AsyncDisposable>(thing: T): T => {
    held.unshift(thing)
    return thing
  }
  const { pool } = hold(await testDatabase())
  await seedLots(pool, ['north', 'south'], 4)
  const broker = hold(await startBroker())
  const options: IngestOptions = {
    pool,
    broker: { url: broker.url, username: 'ingest', password: 'secret' },
    log: pino({ level: 'silent' }),
    now: Date.now,
    workers,
  }
  const ingest = hold(startIngest(options))
  await vi.waitFor(() => expect(ingest.isReady()).toBe(true), soon)
  const gateway = hold(await testGateway(broker.url, 'north'))
  return {
    pool,
    broker,
    gateway,
    ingest,
    options,
    rows: async (sql) => (await pool.query(sql)).rows,
    [Symbol.asyncDispose]: async () => {
      for (const thing of held) await thing[Symbol.asyncDispose]()
    },
  }
}
