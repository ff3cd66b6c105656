import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/**
 * Makes stays.json from the single stays of the PewLSTM data set (see ATTRIBUTION.md):
 * `node --import tsx simulator/data/main.ts <folder with P1.csv.gz …>`.
 */
const profiles = {
  hotel: ['P1', 'P5'],
  market: ['P6'],
  mall: ['P8', 'P9'],
  community: ['P10'],
}

/** Shorter ones are tests of the bays' locks, say the data's authors; longer ones are lost cars. */
const plausible = { fromMinutes: 5, toMinutes: 48 * 60 }
const quantiles = 20
const leastPerHour = 150

interface Stay {
  day: string
  weekend: boolean
  hour: number
  minutes: number
}

function readStays(path: string): Stay[] {
  const lines = gunzipSync(readFileSync(path)).toString('latin1').split('\n').slice(1)
  return lines.flatMap((line) => {
    const [from = '', to = ''] = line.split(',')
    const start = parse(from)
    const minutes = (parse(to) - start) / 60_000
    if (!(minutes >= plausible.fromMinutes && minutes <= plausible.toMinutes)) return []
    const date = new Date(start)
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
    return [{ day: from.split(' ')[0] ?? '', weekend, hour: date.getUTCHours(), minutes }]
  })
}

/** `2017/10/16 21:05`, local time without a zone, taken as it is. */
function parse(text: string): number {
  const [y, m, d, hour, minute] = text.split(/[/ :]/).map(Number)
  return Date.UTC(y ?? Number.NaN, (m ?? 0) - 1, d, hour, minute)
}

/** Mean arrivals per hour of a working day or of a weekend's day, over the days that have any. */
function arrivals(stays: Stay[], weekend: boolean): number[] {
  const mine = stays.filter((s) => s.weekend === weekend)
  const days = new Set(mine.map((s) => s.day)).size
  return Array.from({ length: 24 }, (_, hour) => {
    const count = mine.filter((s) => s.hour === hour).length
    return Math.round((count / days) * 1000) / 1000
  })
}

/** Minutes at 0 %, 5 % … 100 % of the stays that began in the hour; hours with few take their neighbours' too. */
function stayQuantiles(stays: Stay[], hour: number): number[] {
  let around: number[] = []
  for (let reach = 0; reach < 12 && around.length < leastPerHour; reach++) {
    const near = (s: Stay) => Math.min((s.hour - hour + 24) % 24, (hour - s.hour + 24) % 24)
    around = stays.filter((s) => near(s) <= reach).map((s) => s.minutes)
  }
  around.sort((a, b) => a - b)
  return Array.from({ length: quantiles + 1 }, (_, q) => {
    return around[Math.round((q / quantiles) * (around.length - 1))] ?? plausible.fromMinutes
  })
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: main.ts <folder with P1.csv.gz …>')
const made = Object.fromEntries(
  Object.entries(profiles).map(([name, files]) => {
    const stays = files.flatMap((file) => readStays(join(folder, `${file}.csv.gz`)))
    return [
      name,
      {
        stays: stays.length,
        weekday: arrivals(stays, false),
        weekend: arrivals(stays, true),
        minutes: Array.from({ length: 24 }, (_, hour) => stayQuantiles(stays, hour)),
      },
    ]
  }),
)
const text = JSON.stringify(made, null, 1).replaceAll(/\n {3,}/g, ' ')
writeFileSync(join(import.meta.dirname, 'stays.json'), `${text}\n`)
