/** Variables of our own environment that every child process needs to run at all; it gets nothing else by inheritance. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'SystemRoot', 'LD_LIBRARY_PATH']

/** The environment a child starts from: what it needs to run, and none of our settings. */
export function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    passedOn.flatMap((key) => {
      const value = process.env[key]
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

/** Whether npm is our parent, which a signal to it alone could take away. */
export function isStartedByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined
}
