import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be shut: nobody gets in, and who is in is cut off. */
export interface Door extends AsyncDisposable {
  port: number
  open: () => Promise<void>
  shut: () => Promise<void>
}

/** A TCP relay on a port of its own to `target` on this machine; shut at first. */
export async function doorTo(target: number): Promise<Door> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => socket.destroy())
    }
    near.pipe(far)
    far.pipe(near)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  await listen(0)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await close()
  return {
    port,
    open: () => listen(port),
    shut: close,
    [Symbol.asyncDispose]: async () => {
      if (server.listening) await close()
    },
  }
}
