import { parseArgs } from 'node:util'
import { z } from 'zod'

/** What `npm start` can be told. */
export interface CityOptions {
  data: string
  host: string
  port: number
  /** How much faster cars live than clocks run. */
  speed: number
  /** How many of the city's lots take part. */
  lots: number
  seed: number
  /** Hours of the past that the world tells before the present. */
  historyHours: number
  world: boolean
  /** Seconds between two lines of memory figures; 0 for none. */
  soakSeconds: number
  logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/** Shown by `npm start -- --help`. */
export const help = `Runs a whole city on this machine: database, broker, cloud, one gateway per lot, cars, and the board.

  npm start -- [options]

  --data <folder>    where everything is kept between runs        (.parkade)
  --port <n>         of the board and the API; 0 takes a free one (8080)
  --host <address>   to listen on; 0.0.0.0 for the whole network  (127.0.0.1)
  --lots <n>         of Karlsruhe's 20 lots                        (20)
  --speed <n>        how much faster cars live than clocks run    (1)
  --seed <n>         another seed, other cars                     (1)
  --history <hours>  of the past told at the first start, at most 24 (6)
  --no-world         no cars and no sensors
  --soak <seconds>   print the memory of every process this often, as JSON
  --log <level>      debug, info, warn or error                   (info)
  --help             this text

Ctrl-C ends everything cleanly; a second Ctrl-C at once.`

const number = (least: number, most: number) => z.coerce.number().min(least).max(most)

const Options = z.object({
  data: z.string().min(1),
  host: z.string().min(1),
  port: number(0, 65_535).int(),
  lots: number(1, 20).int(),
  speed: number(0.1, 100),
  seed: number(-(2 ** 31), 2 ** 31).int(),
  history: number(0, 24),
  soak: number(0, 3_600),
  log: z.enum(['debug', 'info', 'warn', 'error']),
})

/** Reads the command line; `help` when that is asked for. @throws an Error whose message names every wrong option. */
export function parseOptions(args: readonly string[]): CityOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string', default: '.parkade' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8080' },
      lots: { type: 'string', default: '20' },
      speed: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      history: { type: 'string', default: '6' },
      'no-world': { type: 'boolean', default: false },
      soak: { type: 'string', default: '0' },
      log: { type: 'string', default: 'info' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const parsed = Options.safeParse(values)
  if (!parsed.success) {
    throw new Error(
      parsed.error.issues.map((i) => `--${i.path.join('.')}: ${i.message}`).join('\n'),
    )
  }
  const { history, soak, log, ...rest } = parsed.data
  const world = !values['no-world']
  return { ...rest, historyHours: history, soakSeconds: soak, logLevel: log, world }
}
