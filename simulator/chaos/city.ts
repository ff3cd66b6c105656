import type { Database } from '../stack/database.ts'
import type { Service } from '../stack/service.ts'
import type { Link } from './link.ts'
import type { LotDevices } from './lot-devices.ts'

/** A lot under attack. */
export interface ChaosLot {
  readonly lot: string
  readonly gateway: Service
  /** Between the gateway and the broker. */
  readonly link: Link
  readonly devices: LotDevices
  /** Sets the gateway's wall clock so far ahead of ours, in milliseconds. */
  readonly setClock: (aheadMs: number) => void
}

/** What attacks can reach. */
export interface ChaosCity {
  readonly lots: readonly ChaosLot[]
  readonly broker: Service
  readonly ingest: Service
  /** Between ingest and the broker. */
  readonly ingestLink: Link
  readonly database: Database
}
