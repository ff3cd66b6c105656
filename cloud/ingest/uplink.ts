import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { Batch, type ClockInfo, type Gap } from '#contracts/mqtt/batch.ts'
import { LotEvent } from '#contracts/mqtt/event.ts'
import { LotState } from '#contracts/mqtt/state.ts'
import { GatewayStatus } from '#contracts/mqtt/status.ts'
import { TimeRequest } from '#contracts/mqtt/time-sync.ts'
import { lotOfTopic } from '#contracts/mqtt/topics.ts'

/** An event of a readable batch: understood, of a kind this version does not know, or refused. */
export type ReadEvent = { s: number; raw: unknown } & (
  | { event: LotEvent }
  | { unknown: string }
  | { refused: Refusal }
)

/** Why something is dead-lettered: a code for machines and a sentence for people. */
export interface Refusal {
  code: string
  detail: string
}

interface Received {
  lot: string
  topic: string
  /** ms since 1970, the cloud's clock */
  receivedAt: number
}

export interface BatchUplink extends Received {
  kind: 'batch'
  epoch: string
  clock: ClockInfo
  events: ReadEvent[]
  gaps: Gap[]
}

export interface SnapshotUplink extends Received {
  kind: 'snapshot'
  state: LotState
}

export interface StatusUplink extends Received {
  kind: 'status'
  status: GatewayStatus
}

/** A message whose envelope could not be used; a batch is answered with a nack (PK-063). */
export interface UnreadableUplink extends Received {
  kind: 'unreadable'
  payload: Buffer
  sha256: string
  refusal: Refusal
  nack: boolean
}

/** What a commit stores. */
export type Uplink = BatchUplink | SnapshotUplink | StatusUplink | UnreadableUplink

/** A question about the time, answered at once and never stored. */
export interface TimeUplink extends Received {
  kind: 'time'
  t0: number
}

const knownKinds = new Set<string>([
  'occ',
  'entry',
  'exit',
  'deny',
  'barrier',
  'count',
  'alarm',
  'health',
] satisfies LotEvent['k'][])

/**
 * Reads a gateway's message (protocol §3): the envelope strictly, events tolerantly, the lot of the envelope equal to
 * the topic's. Never throws. Undefined for topics ingest has no use for.
 */
export function readUplink(
  topic: string,
  payload: Buffer,
  receivedAt: number,
): Uplink | TimeUplink | undefined {
  const lot = lotOfTopic(topic)
  if (lot === undefined) return undefined
  const received = { lot, topic, receivedAt }
  const path = topic.slice(topic.indexOf(`/${lot}/`) + lot.length + 2)
  const unreadable = (refusal: Refusal): UnreadableUplink => ({
    ...received,
    kind: 'unreadable',
    payload,
    sha256: sha256Of(payload),
    refusal,
    nack: path.startsWith('up/batch/'),
  })
  const json = parseJson(payload)
  if (path.startsWith('up/batch/')) {
    const batch = understand(Batch, json, lot)
    if ('code' in batch) return unreadable(batch)
    const { epoch, clock, gaps } = batch.value
    if (gaps.some((gap) => gap.from > gap.to)) {
      return unreadable({ code: 'invalid-envelope', detail: 'a gap ends before it begins' })
    }
    const events = batch.value.ev.map(readEvent)
    // Spelt out: each property added after a spread costs V8 most of a microsecond, and this runs per message.
    return { kind: 'batch', lot, topic, receivedAt, epoch, clock, gaps, events }
  }
  if (path === 'up/state') {
    const state = understand(LotState, json, lot)
    return 'code' in state
      ? unreadable(state)
      : { ...received, kind: 'snapshot', state: state.value }
  }
  if (path === 'status') {
    const status = understand(GatewayStatus, json)
    return 'code' in status
      ? unreadable(status)
      : { ...received, kind: 'status', status: status.value }
  }
  if (path === 'up/req') {
    const request = TimeRequest.safeParse(json)
    return request.success ? { ...received, kind: 'time', t0: request.data.t0 } : undefined
  }
  return undefined
}

/** SHA-256 in hex, the name of a payload in nacks and dead letters. */
export function sha256Of(payload: Buffer | string): string {
  return createHash('sha256').update(payload).digest('hex')
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}

function understand<T>(schema: z.ZodType<T>, json: unknown, lot?: string): { value: T } | Refusal {
  if (json === undefined) return { code: 'invalid-json', detail: 'The payload is not JSON' }
  const parsed = schema.safeParse(json)
  if (!parsed.success) return { code: 'invalid-envelope', detail: describe(parsed.error) }
  const claimed = (parsed.data as { lot?: string }).lot
  if (lot !== undefined && claimed !== lot) {
    return { code: 'foreign-lot', detail: `The envelope says ${claimed}, the topic ${lot}` }
  }
  return { value: parsed.data }
}

function readEvent(raw: Batch['ev'][number]): ReadEvent {
  const { s, k } = raw
  if (!knownKinds.has(k)) return { s, raw, unknown: k }
  const parsed = LotEvent.safeParse(raw)
  return parsed.success
    ? { s, raw, event: parsed.data }
    : { s, raw, refused: { code: 'invalid-event', detail: describe(parsed.error) } }
}

/** The first few issues, each with its place, at most 500 characters. */
function describe(error: z.ZodError): string {
  const issues = error.issues.slice(0, 3)
  return issues
    .map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`)
    .join('; ')
    .slice(0, 500)
}
