import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Device, openDevice } from '../../simulator/devices/device.ts'
import { hasBrowser, openBrowser, openPage, type PageOptions, type WatchedPage } from './browser.ts'
import { sensors } from './global-setup.ts'
import { slotsOf, storyLots } from './lots.ts'

/** What a story has: the running city, a browser, and the sensors of the lot it is about. */
export interface Story {
  url: () => string
  operatorToken: () => string
  open: (options?: PageOptions) => Promise<WatchedPage>
  /** Says as a sensor that a slot became occupied or free. Resolves when the gateway has it on disk. */
  sense: (slot: string, occupied: boolean) => Promise<void>
}

/** Sets up a story about `lot`, whose slots are first all told: occupied where `occupied` says so. */
export function aStory(lot: string, occupied: (slot: string) => boolean): Story {
  let browser: Browser | undefined
  let device: Device | undefined
  let said = 0
  const sense = async (slot: string, isOccupied: boolean) => {
    said++
    const body = { id: `${lot}-${said}`, t: Date.now(), occupied: isOccupied }
    const topic = `local/v1/slots/${slot}/occupancy`
    await device?.send({ topic, payload: JSON.stringify(body) })
  }
  beforeAll(async () => {
    if (!hasBrowser) return
    const gateway = inject('city').gateways[lot]
    if (!gateway) throw new Error(`no gateway at ${lot}`)
    const { port, password } = gateway
    device = openDevice({ id: sensors, password, port: () => port, random: () => 0.5 })
    for (const one of storyLots.filter(({ id }) => id === lot)) {
      for (const slot of slotsOf(one)) await sense(slot, occupied(slot))
    }
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await device?.[Symbol.asyncDispose]()
  })
  return {
    url: () => inject('city').url,
    operatorToken: () => inject('city').operatorToken,
    open: (options) => {
      if (!browser) throw new Error('no browser')
      return openPage(browser, options)
    },
    sense,
  }
}
