import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { DeviceId, SlotId } from '#contracts/ids.ts'
import {
  LocalBarrierState,
  LocalCount,
  LocalHealth,
  LocalOccupancy,
  LocalPassage,
} from '#contracts/mqtt/local.ts'
import type { Driver, Said } from './driver.ts'

/** JSON over MQTT as `contracts/mqtt/local.ts` states it (protocol §2). */
export const nativeDriver: Driver = {
  name: 'native',
  speaks: (topic) => topic.startsWith('local/v1/'),
  read({ device, topic, payload, now }) {
    const [, , family = '', subject = '', leaf = '', ...more] = topic.split('/')
    const reader = more.length === 0 ? readers[`${family}/${leaf}`] : undefined
    if (!reader) return rejected('unknown-topic')
    let body: unknown
    try {
      body = JSON.parse(utf8.decode(payload))
    } catch {
      return rejected('not-json')
    }
    return reader({ device, subject, topic, body, payload, now })
  },
}

interface Message {
  device: string
  subject: string
  topic: string
  body: unknown
  payload: Uint8Array
  now: number
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const rejected = (reason: string): Said => ({ kind: 'rejected', reason })

function checked<S extends z.ZodType>(
  schema: S,
  body: unknown,
  use: (value: z.output<S>) => Said,
): Said {
  const parsed = schema.safeParse(body)
  if (parsed.success) return use(parsed.data)
  const issue = parsed.error.issues[0]
  return rejected(`schema: ${issue?.path.join('.') || 'body'}: ${issue?.message}`.slice(0, 200))
}

const readers: Record<string, (m: Message) => Said> = {
  'slots/occupancy': (m) =>
    checked(SlotId, m.subject, (slot) =>
      checked(LocalOccupancy, m.body, (reading) => ({
        kind: 'slot',
        reading: { slot, ...reading },
      })),
    ),
  'barriers/event': (m) =>
    checked(DeviceId, m.subject, (barrier) =>
      checked(LocalPassage, m.body, ({ kind, method, reason, id, t }) => ({
        kind: 'event',
        event: {
          id: id ?? (t === undefined ? undefined : contentId(m)),
          t: t ?? m.now,
          k: kind,
          d: { barrier, method, offline: false, reason },
        },
      })),
    ),
  'barriers/state': (m) =>
    checked(DeviceId, m.subject, (barrier) =>
      checked(LocalBarrierState, m.body, ({ state, id, t }) => ({
        kind: 'event',
        event: { id, t: t ?? m.now, k: 'barrier', d: { barrier, state } },
      })),
    ),
  'counters/count': (m) =>
    checked(DeviceId, m.subject, (counter) =>
      checked(LocalCount, m.body, ({ occupied, id, t }) => ({
        kind: 'event',
        event: { id, t: t ?? m.now, k: 'count', d: { counter, occupied } },
      })),
    ),
  'devices/health': (m) =>
    checked(DeviceId, m.subject, (device) =>
      checked(LocalHealth, m.body, ({ id, t, ...health }) => ({
        kind: 'event',
        event: { id, t: t ?? m.now, k: 'health', d: { device, ...health } },
      })),
    ),
}

/**
 * A passage is counted, so a device's resend must be known as such even when the device makes no ids: what it says,
 * with its own time, names the event.
 */
function contentId(m: Message): string {
  const hash = createHash('sha256').update(m.device).update('\n').update(m.topic).update('\n')
  return `h-${hash.update(m.payload).digest('base64url').slice(0, 22)}`
}
