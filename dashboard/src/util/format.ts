/** A whole number in the reader's own format. */
export function formatCount(value: number, locale?: string): string {
  return value.toLocaleString(locale, { maximumFractionDigits: 0 })
}

/** A share of 0–1 as whole per cent. Rounds towards the middle: only nothing is 0 % and only all is 100 %. */
export function formatShare(share: number, locale?: string): string {
  const percent = Math.round(share * 100)
  const honest = share > 0 && percent === 0 ? 1 : share < 1 && percent === 100 ? 99 : percent
  return (honest / 100).toLocaleString(locale, { style: 'percent' })
}

/** An age or a length of time in its largest sensible unit: `now`, `12 s`, `4 min`, `3 h`, `2 d`. Takes milliseconds. */
export function formatSpan(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 1) return 'now'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** The same as a phrase: `just now`, `12 s ago`. */
export function formatAgo(ms: number): string {
  const span = formatSpan(ms)
  return span === 'now' ? 'just now' : `${span} ago`
}

/** Bytes in decimal units (IEC 80000-13): `1.2 MB`. */
export function formatBytes(bytes: number, locale?: string): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  const digits = power === 0 || value >= 100 ? 0 : 1
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })} ${units[power]}`
}

/** A signed number with a true minus sign: `+4`, `−4`, `0`. */
export function formatSigned(value: number): string {
  if (value === 0) return '0'
  return value > 0 ? `+${value}` : `−${Math.abs(value)}`
}
