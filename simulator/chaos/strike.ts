import { setTimeout as delay } from 'node:timers/promises'
import type { Service } from '../stack/service.ts'
import type { ChaosCity, ChaosLot } from './city.ts'
import type { Fault } from './plan.ts'

/**
 * How long a process may try to start among other failures. Its port may be taken for some seconds: a device that calls
 * a closed port of this machine can be given that very port and connect to itself.
 */
const reviveMs = 60_000
const stormMs = 100

/** Carries out one fault and undoes it when its time is over. @throws when what it killed does not come back. */
export async function strike({ attack, forMs }: Fault, city: ChaosCity): Promise<void> {
  switch (attack.kind) {
    case 'kill-gateway':
      return fell(lotAt(city, attack.gateway).gateway, forMs)
    case 'kill-broker':
      return fell(city.broker, forMs)
    case 'kill-ingest':
      return fell(city.ingest, forMs)
    case 'kill-database':
      await (attack.how === 'kill' ? city.database.crash() : city.database.halt())
      await delay(forMs)
      return revive(city.database.service)
    case 'link': {
      const link = attack.link === 'ingest' ? city.ingestLink : lotAt(city, attack.link).link
      link.break(attack.fault)
      await delay(forMs)
      return link.heal()
    }
    case 'fill-disk':
      return fillDisk(lotAt(city, attack.gateway), forMs)
    case 'clock-jump': {
      const { setClock, gateway } = lotAt(city, attack.gateway)
      setClock(attack.byMs)
      if (attack.reboot) await fell(gateway, 0)
      await delay(forMs)
      return setClock(0)
    }
    case 'resend-storm': {
      const { devices } = lotAt(city, attack.gateway)
      for (let n = 0; n < forMs / stormMs; n++) {
        devices.repeat()
        await delay(stormMs)
      }
    }
  }
}

function lotAt(city: ChaosCity, index: number): ChaosLot {
  const lot = city.lots[index]
  if (!lot) throw new Error(`There is no gateway ${index}`)
  return lot
}

async function fell(service: Service, forMs: number): Promise<void> {
  await service.kill('SIGKILL')
  await delay(forMs)
  await revive(service)
}

async function revive(service: Service): Promise<void> {
  const deadline = performance.now() + reviveMs
  for (;;) {
    try {
      await service.start()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(500)
    }
  }
}

async function fillDisk(lot: ChaosLot, forMs: number): Promise<void> {
  lot.link.break({ kind: 'cut' })
  lot.devices.hurry(true)
  await delay(forMs)
  lot.devices.hurry(false)
  lot.link.heal()
}
