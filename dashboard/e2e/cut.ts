import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A line between a page and the server that can be cut and mended. */
export interface Line extends AsyncDisposable {
  url: string
  cut: () => void
  mend: () => void
}

/** Opens a line to `url`. While it is cut, connections end at once and new ones are refused. */
export async function openLine(url: string): Promise<Line> {
  const to = new URL(url)
  const open = new Set<Socket>()
  let whole = true
  const end = () => {
    for (const socket of open) socket.destroy()
  }
  const server = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connect(Number(to.port), to.hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => {
      whole = false
      end()
    },
    mend: () => {
      whole = true
    },
    [Symbol.asyncDispose]: async () => {
      end()
      server.close()
      await once(server, 'close')
    },
  }
}
