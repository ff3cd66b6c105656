import { readFileSync } from 'node:fs'
import { openPool, type Pool } from '../db/pool.ts'
import { commitGroup } from '../ingest/service.ts'
import { readDirectory } from '../ingest/store.ts'
import { readUplink, type Uplink } from '../ingest/uplink.ts'

/**
 * What ingest could do at most: the statements that ingest sends for the same rows, in batches of 1,000 events, by the
 * bare driver, with nothing computed between them. They are recorded from ingest on one database and replayed on
 * another that began equal.
 */
interface Order {
  recordUrl: string
  replayUrl: string
  lots: string[]
  slots: number
  eventsPerMessage: number
  connections: number
  batches: number
}

interface Statement {
  query: string | { name?: string; text: string; values?: unknown[] }
  values: unknown[] | undefined
}

const batchSize = 1_000
const warmUpBatches = 4
const epoch = '01JAZ3NDEKTSV4RRFFQ69G5FAV'

await main()

async function main(): Promise<void> {
  const order: Order = JSON.parse(readFileSync(String(process.argv[2]), 'utf8'))
  const batches = await record(order)
  const eventsPerSecond = await replay(order, batches)
  process.stdout.write(`${JSON.stringify({ message: 'reference done', eventsPerSecond })}\n`)
}

/** The statements of each batch, per connection; each connection has its own lots. */
async function record(order: Order): Promise<Statement[][][]> {
  const pool = openPool(order.recordUrl, { max: 1 })
  const statements: Statement[] = []
  const recording = recordingPool(pool, statements)
  const entries = await readDirectory(pool, order.lots)
  const lots = new Map(entries.map((entry) => [entry.lot, entry]))
  const all: Statement[][][] = []
  for (let connection = 0; connection < order.connections; connection++) {
    const own = order.lots.filter((_, i) => i % order.connections === connection)
    const batches: Statement[][] = []
    for (const group of groupsOf(order, own)) {
      await commitGroup(recording, lots, group, Date.now())
      batches.push(statements.splice(0))
    }
    all.push(batches)
  }
  await pool.end()
  return all
}

function* groupsOf(order: Order, lots: string[]): Generator<Uplink[]> {
  const seqs = new Map<string, number>()
  let turn = 0
  const each = Math.ceil(order.batches / order.connections) + warmUpBatches
  for (let n = 0; n < each; n++) {
    const group: Uplink[] = []
    for (let events = 0; events < batchSize; events += order.eventsPerMessage) {
      const lot = lots[turn++ % lots.length] ?? ''
      const from = (seqs.get(lot) ?? 0) + 1
      seqs.set(lot, from + order.eventsPerMessage - 1)
      group.push(message(order, lot, from))
    }
    yield group
  }
}

function message(order: Order, lot: string, from: number): Uplink {
  const now = Date.now()
  const ev = Array.from({ length: order.eventsPerMessage }, (_, i) => {
    const s = from + i
    const slot = `S${(s % order.slots) + 1}`
    const occupied = Math.floor(s / order.slots) % 2 === 0
    return { s, id: `G5FAV:${s}`, t: now, k: 'occ', d: { slot, occupied } }
  })
  const clock = { src: 'ntp', offMs: 0, errMs: 1 }
  const body = { v: 1, lot, epoch, boot: 1, stream: 'live', from, to: from, sentAt: now, clock, ev }
  const payload = Buffer.from(JSON.stringify({ ...body, gaps: [] }))
  const uplink = readUplink(`parkade/v1/lots/${lot}/up/batch/live`, payload, now)
  if (uplink?.kind !== 'batch') throw new Error('the reference made a batch ingest cannot read')
  return uplink
}

/** A pool of one connection that notes what it is asked. */
function recordingPool(pool: Pool, into: Statement[]): Pool {
  const connect = async () => {
    const connection = await pool.connect()
    const query = connection.query.bind(connection) as (...args: unknown[]) => unknown
    return Object.assign(Object.create(connection), {
      query: (text: Statement['query'], values?: unknown[]) => {
        into.push({ query: text, values })
        return query(text, values)
      },
      on: connection.on.bind(connection),
      off: connection.off.bind(connection),
      release: connection.release.bind(connection),
    })
  }
  return Object.assign(Object.create(pool), { connect })
}

/** Events per second over all connections at once, after the first batches of each. */
async function replay(order: Order, all: Statement[][][]): Promise<number> {
  const pool = openPool(order.replayUrl, { max: order.connections })
  const connections = await Promise.all(all.map(() => pool.connect()))
  const run = async (connection: number, batches: Statement[][]) => {
    for (const { query, values } of batches.flat()) {
      await connections[connection]?.query(query as string, values)
    }
  }
  for (const [i, batches] of all.entries()) await run(i, batches.slice(0, warmUpBatches))
  const since = performance.now()
  await Promise.all(all.map((batches, i) => run(i, batches.slice(warmUpBatches))))
  const seconds = (performance.now() - since) / 1000
  for (const connection of connections) connection.release()
  await pool.end()
  const replayed = all.reduce((sum, batches) => sum + batches.length - warmUpBatches, 0) * batchSize
  return replayed / seconds
}
