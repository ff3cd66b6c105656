import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { LinkFault } from './attack.ts'
import { closedGate } from './gate.ts'

/** A TCP port that leads to another and can be made to fail as networks do. */
export interface Link extends AsyncDisposable {
  readonly port: number
  /** Makes every connection, present and new, suffer `fault` until `heal`. One fault at a time. */
  readonly break: (fault: LinkFault) => void
  /** Lets new connections, and those that still have both ends, pass again. */
  readonly heal: () => void
}

/** A connection's two sockets. Of a half-open one, one end is gone and the other is not told. */
interface Line {
  caller: Socket
  server: Socket
  halfOpen: boolean
}

/** Listens on a free port of 127.0.0.1 and passes everything on to `target`. */
export async function startLink(target: { host: string; port: number }): Promise<Link> {
  const lines = new Set<Line>()
  let fault: LinkFault | undefined
  let healed = closedGate()

  const suffer = async (bytes: number) => {
    if (fault?.kind === 'black-hole') await healed.opened
    if (fault?.kind === 'delay') await delay(fault.ms)
    if (fault?.kind === 'slow') await delay((bytes / fault.bytesPerSecond) * 1000)
  }

  /** Carries bytes until `from` ends, then ends `to`. What goes to an end that is gone vanishes. */
  const carry = async (line: Line, from: Socket, to: Socket) => {
    try {
      for await (const chunk of from) {
        await suffer(chunk.length)
        if (to.destroyed || to.write(chunk)) continue
        await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
    } catch {
      // A reset connection: its other end is told below, as by an ordinary end.
    }
    await suffer(0)
    if (!line.halfOpen) to.end()
  }

  const listener = createServer({ noDelay: true, allowHalfOpen: true }, (caller) => {
    if (fault?.kind === 'cut') {
      caller.resetAndDestroy()
      return
    }
    const server = connect({ ...target, noDelay: true, allowHalfOpen: true })
    const line = { caller, server, halfOpen: false }
    lines.add(line)
    for (const socket of [caller, server]) socket.on('error', () => {})
    void Promise.all([carry(line, caller, server), carry(line, server, caller)]).then(() => {
      caller.destroy()
      server.destroy()
      lines.delete(line)
    })
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')

  const reset = (line: Line) => {
    line.caller.resetAndDestroy()
    line.server.resetAndDestroy()
  }
  const heal = () => {
    fault = undefined
    healed.open()
    healed = closedGate()
  }
  return {
    port: (listener.address() as AddressInfo).port,
    break(next) {
      fault = next
      for (const line of lines) {
        if (next.kind === 'cut') reset(line)
        if (next.kind !== 'half-open') continue
        line.halfOpen = true
        line[next.alive === 'caller' ? 'server' : 'caller'].destroy()
      }
    },
    heal,
    async [Symbol.asyncDispose]() {
      heal()
      for (const line of lines) reset(line)
      listener.close()
      await once(listener, 'close')
    },
  }
}
