import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy whose connections can be cut at any moment, in the middle of a message too. */
export interface CuttingProxy extends AsyncDisposable {
  port: number
  /** Ends all connections at once, both ways. */
  cut: () => void
  /** Connections taken so far. */
  taken: () => number
}

/** Opens a proxy on a free port before `target` of this machine. */
export async function openCuttingProxy(target: number): Promise<CuttingProxy> {
  const open = new Set<Socket>()
  let taken = 0
  const server = createServer((near) => {
    taken++
    const far = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut,
    taken: () => taken,
    [Symbol.asyncDispose]: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
