/** A promise and the function that fulfils it (`Promise.withResolvers` of Node 22). */
export interface Gate {
  readonly opened: Promise<void>
  readonly open: () => void
}

/** A gate nobody has opened yet. */
export function closedGate(): Gate {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
