/** Where in its week a lot is. */
export interface LocalHour {
  /** 0–23, on the wall. */
  hour: number
  weekend: boolean
}

const quarter = 15 * 60_000

/** The hour on the wall and the kind of day at an instant (ms since 1970) in an IANA zone; zones shift by quarters of an hour. */
export function localHours(zone: string): (at: number) => LocalHour {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  })
  let known: { slot: number; value: LocalHour } | undefined
  return (at) => {
    const slot = Math.floor(at / quarter)
    if (known?.slot === slot) return known.value
    const parts = new Map(format.formatToParts(at).map((p) => [p.type, p.value]))
    const weekend = ['Sat', 'Sun'].includes(parts.get('weekday') ?? '')
    known = { slot, value: { hour: Number(parts.get('hour')), weekend } }
    return known.value
  }
}
