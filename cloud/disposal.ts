/** Things to end, in the reverse of the order they were started; one that fails does not keep the others alive. */
export interface Disposal {
  defer: (end: () => unknown) => void
  /** Ends all. Throws the failures, if any, after the last one ended. */
  disposeAll: () => Promise<void>
}

/** An empty disposal. (Node 20 has no AsyncDisposableStack.) */
export function newDisposal(): Disposal {
  const ends: (() => unknown)[] = []
  return {
    defer: (end) => {
      ends.push(end)
    },
    disposeAll: async () => {
      const failures: unknown[] = []
      for (const end of ends.splice(0).reverse()) {
        try {
          await end()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'not everything ended cleanly')
    },
  }
}
