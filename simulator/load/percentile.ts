/** The value below which `share` (0–1) of the values lie, by nearest rank; 0 of none. Sorts in place. */
export function percentile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  const rank = Math.max(0, Math.ceil(share * values.length) - 1)
  return values[rank] ?? 0
}
