import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** What the metrics page reads when it is asked. Counts are since the process started serving. */
export interface GatewayFigures {
  queuedEvents: number
  queueBytes: number
  deadLetters: number
  commits: number
  committedRecords: number
  committedBytes: number
  acceptedEvents: number
  heartbeats: number
  rejectedMessages: number
  refusedMessages: number
  deviceConnections: number
  cloudConnected: number
  cloudConnections: number
  batchesSent: number
  batchesResent: number
  acknowledgedEvents: number
  stalls: number
}

const help: Record<keyof GatewayFigures, string> = {
  queuedEvents: 'Events on the disk that the cloud has not acknowledged',
  queueBytes: 'Bytes of queued events and gaps',
  deadLetters: 'Dead letters on the disk',
  commits: 'Batches written to the disk',
  committedRecords: 'Records written to the disk',
  committedBytes: 'Bytes of keys and values written to the disk',
  acceptedEvents: 'Events taken from devices',
  heartbeats: 'Readings that changed nothing',
  rejectedMessages: 'Messages kept as dead letters',
  refusedMessages: 'Messages not taken because the disk was full',
  deviceConnections: 'Open connections of devices',
  cloudConnected: '1 while connected to the cloud',
  cloudConnections: 'Connections made to the cloud',
  batchesSent: 'Batches sent for the first time',
  batchesResent: 'Batches sent again',
  acknowledgedEvents: 'Events acknowledged by the cloud',
  stalls: 'Connections given up because nothing was acknowledged',
}

/** A registry with the gateway's figures and the process's own. */
export function gatewayMetrics(read: () => GatewayFigures | undefined): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of Object.keys(help) as (keyof GatewayFigures)[]) {
    const gauge = new Gauge({
      name: `gateway_${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`,
      help: help[name],
      registers: [registry],
      collect: () => {
        const figures = read()
        if (figures) gauge.set(figures[name])
      },
    })
  }
  return registry
}
