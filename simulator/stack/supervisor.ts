import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Exit } from './child.ts'
import { type FolderLock, lockFolder } from './lock.ts'
import type { LogRecord, LogSink } from './log.ts'
import { describeExit, makeService, type Service, type ServiceOptions } from './service.ts'

/** What runs below what: a stop goes from the last stage to the first. */
export const stages = ['database', 'broker', 'cloud', 'gateway', 'world'] as const
export type Stage = (typeof stages)[number]

/** An unasked end of a process. */
export interface Death {
  service: string
  at: number
  exit: Exit
}

/** Keeps processes, and ends them all in the right order. */
export interface Supervisor extends AsyncDisposable {
  readonly folder: string
  readonly log: LogSink
  /** Logs something of its own. */
  readonly say: (level: LogRecord['level'], message: string, facts: Record<string, unknown>) => void
  /** Adds a service; it does not run before its `start`. */
  readonly add: (stage: Stage, options: ServiceOptions) => Service
  readonly services: () => readonly Service[]
  /** Every process that ended though nobody asked it to. */
  readonly deaths: readonly Death[]
  /** Ends every process, stage by stage. Further calls wait for the first. */
  readonly close: () => Promise<void>
}

export interface SupervisorOptions {
  /** Data folder; one supervisor at a time. Made when missing; only its owner can list it. */
  folder: string
  log: LogSink
  /** `restart` starts a process that died again, after 0.5 s doubling to 30 s; default `report`. */
  onDeath?: 'restart' | 'report'
}

/**
 * Takes the data folder, ends what a killed predecessor left running, and is ready for services.
 * @throws {FolderInUse} when another supervisor works on the folder.
 */
export async function openSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  makeFolder(options.folder)
  // Run by root, PostgreSQL works under another account that must be able to pass through.
  chmodSync(options.folder, 0o711)
  const lock = await lockFolder(options.folder)
  const members: { stage: Stage; service: Service }[] = []
  const deaths: Death[] = []
  const closing = new AbortController()
  let closed: Promise<void> | undefined

  const say: Supervisor['say'] = (level, message, facts) =>
    options.log({ at: Date.now(), process: 'supervisor', level, message, facts })

  async function revive(service: Service, died: number): Promise<void> {
    for (let waitMs = 500; !closing.signal.aborted; waitMs = Math.min(waitMs * 2, 30_000)) {
      await delay(waitMs, undefined, { signal: closing.signal }).catch(() => {})
      if (closing.signal.aborted) return
      try {
        await service.start()
        return say('info', 'process is back', { service: service.name, afterMs: Date.now() - died })
      } catch (error) {
        say('error', 'process did not come back', {
          service: service.name,
          reason: error instanceof Error ? error.message : String(error),
        })
      }
    }
  }

  function add(stage: Stage, serviceOptions: ServiceOptions): Service {
    const service = makeService(serviceOptions, {
      closing: closing.signal,
      log: options.log,
      changed: () => record(lock, members),
      died: (exit) => {
        if (closing.signal.aborted) return
        deaths.push({ service: service.name, at: Date.now(), exit })
        say('error', 'process died', { service: service.name, how: describeExit(exit) })
        if (options.onDeath === 'restart') void revive(service, Date.now())
      },
    })
    members.push({ stage, service })
    return service
  }

  async function shutDown(): Promise<void> {
    closing.abort()
    for (const stage of stages.toReversed()) {
      const inStage = members.filter((m) => m.stage === stage && m.service.pid() !== undefined)
      await Promise.all(inStage.map((m) => m.service.stop()))
    }
    lock.release()
  }

  const close = () => {
    closed ??= shutDown()
    return closed
  }
  return {
    folder: options.folder,
    log: options.log,
    say,
    add,
    services: () => members.map((m) => m.service),
    deaths,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK)
  } catch (cause) {
    throw new Error(`${folder} cannot be written; choose another data folder with --data`, {
      cause,
    })
  }
}

function record(lock: FolderLock, members: { service: Service }[]): void {
  lock.record(members.flatMap((m) => m.service.pid() ?? []))
}
