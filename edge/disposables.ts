/** Resources that end together, last one first. Node 20 has no AsyncDisposableStack. */
export interface Disposables extends AsyncDisposable {
  use: <T extends AsyncDisposable>(resource: T) => T
  defer: (end: () => unknown) => void
}

/** An empty set. Disposing goes on past errors and rejects with the first. */
export function disposables(): Disposables {
  const ends: (() => unknown)[] = []
  return {
    use(resource) {
      ends.push(() => resource[Symbol.asyncDispose]())
      return resource
    },
    defer: (end) => void ends.push(end),
    async [Symbol.asyncDispose]() {
      const errors: unknown[] = []
      for (let end = ends.pop(); end; end = ends.pop()) {
        try {
          await end()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}
