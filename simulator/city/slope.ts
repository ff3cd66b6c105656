/** A measure at a time, both in units of the caller's choice. */
export interface Sample {
  at: number
  value: number
}

/** How much the value grows per unit of time: the least-squares line through the samples. 0 with fewer than two times. */
export function slopeOf(samples: readonly Sample[]): number {
  const n = samples.length
  const meanAt = samples.reduce((sum, s) => sum + s.at, 0) / n
  const meanValue = samples.reduce((sum, s) => sum + s.value, 0) / n
  const spread = samples.reduce((sum, s) => sum + (s.at - meanAt) ** 2, 0)
  const common = samples.reduce((sum, s) => sum + (s.at - meanAt) * (s.value - meanValue), 0)
  return n === 0 || spread === 0 ? 0 : common / spread
}
