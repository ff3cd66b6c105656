import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { percentile } from './percentile.ts'
import { openVirtualGateway, type VirtualGateway } from './virtual-gateway.ts'

/** What the generator is told, in the JSON file its one argument names. */
export interface GeneratorOrder {
  port: number
  gateways: { lot: string; password: string; epoch: string }[]
  slots: number
  eventsPerMessage: number
  warmUpMs: number
  measureMs: number
}

/** What it prints as its last line. */
export interface GeneratorReport {
  msg: 'load done'
  sent: number
  /** Acknowledged within the measured time. */
  acked: number
  measuredMs: number
  /** Processor time of the generator itself while measuring. */
  cpuMs: number
  unacknowledged: number
  resent: number
  ackLatencyMs: { p50: number; p99: number }
}

const longestFinishMs = 60_000

await main()

async function main(): Promise<void> {
  const order: GeneratorOrder = JSON.parse(readFileSync(String(process.argv[2]), 'utf8'))
  let measuring = false
  let acked = 0
  const latencies: number[] = []
  const onAcked = (events: number, latencyMs: number) => {
    if (!measuring) return
    acked += events
    latencies.push(latencyMs)
  }
  const gateways: VirtualGateway[] = []
  for (const { lot, password, epoch } of order.gateways) {
    const { port, slots, eventsPerMessage } = order
    gateways.push(
      await openVirtualGateway({ port, lot, password, epoch, slots, eventsPerMessage, onAcked }),
    )
  }
  const resending = setInterval(() => {
    for (const gateway of gateways) gateway.resend()
  }, 200)
  for (const gateway of gateways) gateway.start()
  await sleep(order.warmUpMs)
  measuring = true
  process.stdout.write('{"msg":"measuring"}\n')
  const since = performance.now()
  const cpu = process.cpuUsage()
  await sleep(order.measureMs)
  measuring = false
  const measuredMs = performance.now() - since
  const { user, system } = process.cpuUsage(cpu)
  process.stdout.write('{"msg":"measured"}\n')
  for (const gateway of gateways) gateway.finish()
  const open = () => gateways.reduce((sum, gateway) => sum + gateway.open(), 0)
  const deadline = performance.now() + longestFinishMs
  while (open() > 0 && performance.now() < deadline) await sleep(20)
  clearInterval(resending)
  const report: GeneratorReport = {
    msg: 'load done',
    sent: gateways.reduce((sum, gateway) => sum + gateway.sent(), 0),
    acked,
    measuredMs,
    cpuMs: (user + system) / 1000,
    unacknowledged: open(),
    resent: gateways.reduce((sum, gateway) => sum + gateway.resent(), 0),
    ackLatencyMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
  }
  for (const gateway of gateways) gateway.close()
  process.stdout.write(`${JSON.stringify(report)}\n`)
}
