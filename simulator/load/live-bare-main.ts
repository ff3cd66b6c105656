import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { LotId } from '#contracts/ids.ts'
import { type LotDelta, liveSocket, type PageEvents, type ServerEvents } from '#contracts/live.ts'
import type { BareOrder } from './live-messages.ts'

/** Socket.IO and nothing else: rooms, and frames of a given size at a given rate. Prints its port. */
const order: BareOrder = JSON.parse(process.argv[2] ?? '')
const httpServer = createServer()
const io = new Server<PageEvents, ServerEvents>(httpServer, {
  ...liveSocket,
  transports: [...liveSocket.transports],
  serveClient: false,
})
io.on('connection', (socket) => {
  socket.on('join-lot', async (lot, reply) => {
    await socket.join(lot)
    // The pages only look at whether they were let in.
    reply({ ok: true } as Parameters<typeof reply>[0])
  })
  socket.on('join-city', (reply) => reply({ ok: true, value: [] }))
})
httpServer.listen(0, '127.0.0.1', () => {
  const address = httpServer.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('disconnect', () => process.exit())

const empty = frame(0, '')
const filling = 'x'.repeat(Math.max(0, order.bytes - JSON.stringify(['lot', empty]).length))
const began = performance.now()
let sent = 0

setInterval(() => {
  const due = Math.floor(((performance.now() - began) * order.framesPerSecond) / 1000)
  for (; sent < due; sent++) {
    const lot = order.lots[sent % order.lots.length] ?? ''
    io.to(lot).emit('lot', frame(sent, filling))
  }
}, 5)

function frame(n: number, text: string): LotDelta {
  const now = Date.now()
  return {
    v: 1,
    lot: LotId.parse('x'),
    from: n + 1,
    rev: n + 1,
    at: now,
    occupied: 0,
    slots: [],
    happenings: [{ kind: 'alarm', t: now, subject: null, what: text }],
  }
}
