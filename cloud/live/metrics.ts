import { Counter, Gauge, type Registry } from 'prom-client'

/** What `/metrics` tells of the live role. */
export function liveMetrics(registry: Registry, pages: () => number) {
  new Gauge({
    name: 'parkade_live_pages',
    help: 'Pages connected',
    registers: [registry],
    collect() {
      this.set(pages())
    },
  })
  const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] })
  return {
    heard: counter('parkade_live_deltas_heard_total', 'Deltas heard from the broker'),
    sent: counter('parkade_live_deltas_sent_total', 'Deltas sent to rooms, after merging'),
    late: counter('parkade_live_pages_late_total', 'Pages that could not keep up'),
    refused: new Counter({
      name: 'parkade_live_pages_refused_total',
      help: 'Connections refused',
      labelNames: ['reason'],
      registers: [registry],
    }),
  }
}
