import { setTimeout as delay } from 'node:timers/promises'
import type { ChaosCity } from './city.ts'
import type { Fault } from './plan.ts'
import { strike } from './strike.ts'

/**
 * Carries out a plan and resolves when the last fault is undone. A fault waits for an earlier one on the same target
 * whose undoing took longer than planned. @throws when something that was killed does not come back.
 */
export async function wage(
  plan: readonly Fault[],
  city: ChaosCity,
  started: (fault: Fault) => void,
): Promise<void> {
  const start = performance.now()
  const lastOn = new Map<string, Promise<void>>()
  const all: Promise<void>[] = []
  for (const fault of plan) {
    await delay(Math.max(0, start + fault.at - performance.now()))
    const earlier = Promise.all(fault.holds.map((held) => lastOn.get(held)))
    const strikeNext = async () => {
      await earlier
      started(fault)
      await strike(fault, city)
    }
    const struck = strikeNext()
    struck.catch(() => {})
    for (const held of fault.holds) lastOn.set(held, struck)
    all.push(struck)
  }
  await Promise.all(all)
}
