/**
 * Whether a page of `origin` may connect: one that came from the same host as it connects to, or from one of `allowed`.
 * A program sends no origin and has no cookie of a person to misuse.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host
}
