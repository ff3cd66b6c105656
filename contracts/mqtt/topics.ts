import type { LotId } from '../ids.ts'

const root = 'parkade/v1'

/** The uplink's priority classes, in order of service (PK-040). */
export const streams = ['hot', 'live', 'backlog'] as const
export type Stream = (typeof streams)[number]

/** Topics between one lot's gateway and the cloud (protocol §2). */
export function lotTopics(lot: LotId | '+') {
  const base = `${root}/lots/${lot}`
  return {
    batch: (stream: Stream | '+') => `${base}/up/batch/${stream}`,
    state: `${base}/up/state`,
    request: `${base}/up/req`,
    status: `${base}/status`,
    up: `${base}/up/#`,
    down: `${base}/down/#`,
    ack: `${base}/down/ack`,
    time: `${base}/down/time`,
  }
}

/** Whether ingest is there: online, draining or offline (retained). */
export const cloudStatusTopic = `${root}/cloud/status`

/** Post-commit deltas of one lot for the live role; `+` for all lots. */
export function liveTopic(lot: LotId | '+'): string {
  return `${root}/live/lots/${lot}`
}

/** The lot code of a `parkade/v1/lots/{lot}/…` or `parkade/v1/live/lots/{lot}` topic, unchecked, or undefined. */
export function lotOfTopic(topic: string): string | undefined {
  return /^parkade\/v1\/(?:live\/)?lots\/([^/]+)(?:\/|$)/.exec(topic)?.[1]
}

/** Topics of the in-lot broker between devices and their gateway (protocol §2). */
export const localTopics = {
  slotOccupancy: (slot: string) => `local/v1/slots/${slot}/occupancy`,
  barrierEvent: (barrier: string) => `local/v1/barriers/${barrier}/event`,
  barrierState: (barrier: string) => `local/v1/barriers/${barrier}/state`,
  counterCount: (counter: string) => `local/v1/counters/${counter}/count`,
  deviceHealth: (device: string) => `local/v1/devices/${device}/health`,
}
