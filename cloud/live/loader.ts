import type { LotOccupancy, LotSnapshot } from '#contracts/http/occupancy.ts'
import type { Logger } from '../log.ts'
import { newAuditor } from './auditor.ts'
import type { newBoard } from './board.ts'
import type { LiveSockets } from './socket.ts'

export interface LoaderOptions {
  board: ReturnType<typeof newBoard>
  /** Counts of all lots as the database has them. */
  counts: () => Promise<LotOccupancy[]>
  snapshot: (lot: string) => Promise<LotSnapshot | undefined>
  sockets: Pick<LiveSockets, 'resync'>
  log: Logger
  auditMs: number
}

/** Snapshots read at the same time at most; pages' joins need connections of the pool too. */
const parallel = 3

/** Keeps the board equal to the database: everything at first, a lot with a gap at once, what nobody noticed by audit. */
export function keepLoaded(options: LoaderOptions) {
  const { board, counts, snapshot, sockets, log } = options
  const wanted = new Set<string>()
  const audit = newAuditor()
  let running = 0
  let complete = false
  let auditing = false
  let stopped = false

  const load = async (lot: string) => {
    const found = await snapshot(lot)
    if (found) board.load(found)
  }
  const work = async () => {
    running++
    try {
      for (const lot of wanted) {
        if (stopped) return
        wanted.delete(lot)
        await load(lot)
      }
    } catch (err) {
      log.warn({ err }, 'live snapshot failed')
    } finally {
      running--
    }
  }
  const reload = (lot: string) => {
    wanted.add(lot)
    if (running < parallel) void work()
  }

  const auditOnce = async () => {
    if (auditing || !complete) return
    auditing = true
    try {
      const found = audit(await counts(), board)
      for (const lot of found.wentBack) board.forget(lot)
      for (const lot of found.reload) reload(lot)
      if (found.resync.length > 0) {
        log.info({ lots: found.resync.length }, 'live lots changed unheard')
        sockets.resync({ lots: found.resync, city: false })
      }
    } catch (err) {
      log.warn({ err }, 'live audit failed')
    } finally {
      auditing = false
    }
  }
  const timer = setInterval(() => void auditOnce(), options.auditMs)

  return {
    /** Whether every lot was loaded once. */
    isComplete: () => complete,
    reload,
    /** Loads every lot. Rejects when the database does not answer. */
    loadAll: async () => {
      const lots = (await counts()).map((row) => row.lot)
      const loadNext = async () => {
        for (let lot = lots.pop(); lot !== undefined && !stopped; lot = lots.pop()) await load(lot)
      }
      await Promise.all(Array.from({ length: parallel }, loadNext))
      complete = true
    },
    stop: () => {
      stopped = true
      clearInterval(timer)
    },
  }
}
