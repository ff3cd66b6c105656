const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs a hundred times what using it does; there are as many as zones times ways to tell time. */
function formatter(
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  locale: string | undefined,
): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, timeZone, options])
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone })
  formatters.set(key, made)
  return made
}

/** A moment in a lot's own time zone, with the zone named: `22 Nov 2026, 17:45:10 GMT+1`. Takes ms since 1970 or RFC 3339. */
export function formatMoment(at: number | string, timeZone: string, locale?: string): string {
  return formatter(timeZone, { dateStyle: 'medium', timeStyle: 'medium' }, locale)
    .format(new Date(at))
    .concat(' ', zoneName(new Date(at), timeZone, locale))
}

/** The wall clock of a lot: `17:45`, with seconds when asked. */
export function formatClock(
  at: number | string,
  timeZone: string,
  options: { seconds?: boolean; locale?: string } = {},
): string {
  const seconds = options.seconds ? ({ second: '2-digit' } as const) : {}
  const wanted = { hour: '2-digit', minute: '2-digit', ...seconds } as const
  return formatter(timeZone, wanted, options.locale).format(new Date(at))
}

/** A day in a lot's zone: `Sun 22 Nov`. */
export function formatDay(at: number | string, timeZone: string, locale?: string): string {
  const wanted = { weekday: 'short', day: 'numeric', month: 'short' } as const
  return formatter(timeZone, wanted, locale).format(new Date(at))
}

/** The short name of a zone at a moment: `GMT+1`, `CET`. */
export function zoneName(at: Date, timeZone: string, locale?: string): string {
  const parts = formatter(timeZone, { timeZoneName: 'short' }, locale)
  return parts.formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? timeZone
}

/** Minutes that a zone is ahead of UTC at a moment. */
export function zoneOffsetMinutes(at: number, timeZone: string): number {
  const parts = formatter(timeZone, { timeZoneName: 'longOffset' }, 'en-US')
  const name = parts.formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  if (!sign) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
