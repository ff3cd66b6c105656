export interface BenchOptions {
  broker: string
  /** How long each measurement lasts. */
  seconds: number
  /** Pages of the live benchmark, and the slot changes per second they hear of. */
  clients: number
  rate: number
  /** Tells a person how far it is. */
  say: (line: string) => void
}

/** What a benchmark found: the object printed as JSON, and each promise that did not hold. */
export interface BenchOutcome {
  result: Record<string, unknown>
  broken: string[]
}

export type Bench = (options: BenchOptions) => Promise<BenchOutcome>
