import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Whether the stories can run: in CI a missing browser is a failure, elsewhere a skip. */
// biome-ignore lint/style/noProcessEnv: stories have no configuration of their own
export const hasBrowser = existsSync(executablePath) || process.env['CI'] !== undefined

/** Longest wait for something on a page, in ms: machines that run the stories may be busy. */
const patienceMs = 60_000

/** A Chromium that calls nobody and draws WebGL in software. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      ...['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update'],
      ...['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    ],
  })
}

/** A page that remembers what went wrong on it. */
export interface WatchedPage extends AsyncDisposable {
  page: Page
  /** Uncaught errors and errors on the console; requests that failed are not among them. */
  errors: string[]
}

export interface PageOptions {
  width?: number
  height?: number
  touch?: boolean
  /** A browser without WebGL. */
  withoutWebGl?: boolean
}

/** Opens a page with a clean profile. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    hasTouch: options.touch ?? false,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  })
  context.setDefaultTimeout(patienceMs)
  if (options.withoutWebGl) {
    await context.addInitScript('HTMLCanvasElement.prototype.getContext = () => null')
  }
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load|WebSocket/.test(message.text())) {
      errors.push(message.text())
    }
  })
  return { page, errors, [Symbol.asyncDispose]: () => context.close() }
}
