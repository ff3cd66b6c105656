import { io, type Socket } from 'socket.io-client'
import { liveSocket, type PageEvents, type ServerEvents } from '#contracts/live.ts'
import { newHistogram } from './histogram.ts'
import type { FromPages, PagesFigures, PagesOrder, ToPages } from './live-messages.ts'

type PageSocket = Socket<ServerEvents, PageEvents>

const connectingAtOnce = 25
/** A size is taken of every n-th frame, because taking it costs as much as reading one. */
const sizeEvery = 200

const changes = newHistogram()
const frames = newHistogram()
let sizes = { count: 0, bytes: 0 }
let cityFrames = 0
let disturbed = 0
let since = 0

const say = (message: FromPages) => process.send?.(message)

process.on('message', (message: ToPages) => {
  if ('order' in message) {
    open(message.order).then(
      () => say({ ready: true }),
      (error: unknown) => say({ failed: String(error) }),
    )
  } else {
    begin()
    setTimeout(() => say({ figures: figures() }), message.measureMs)
  }
})
process.on('disconnect', () => process.exit())

async function open(order: PagesOrder): Promise<void> {
  const rooms = [
    ...Array.from({ length: order.lotPages }, (_, i) => order.lots[i % order.lots.length]),
    ...Array.from({ length: order.cityPages }, () => undefined),
  ]
  const next = async () => {
    while (rooms.length > 0) await openPage(order.url, rooms.pop())
  }
  await Promise.all(Array.from({ length: connectingAtOnce }, next))
}

async function openPage(url: string, lot: string | undefined): Promise<void> {
  const socket: PageSocket = io(url, {
    ...liveSocket,
    transports: [...liveSocket.transports],
    forceNew: true,
  })
  socket.on('lot', (delta) => {
    const now = Date.now()
    frames.add(now - delta.at)
    for (const change of delta.slots) changes.add(now - change.since)
    if (++sizes.count % sizeEvery !== 0) return
    sizes.bytes += JSON.stringify(['lot', delta]).length
  })
  socket.on('city', () => {
    cityFrames++
  })
  socket.on('disconnect', () => {
    disturbed++
  })
  socket.on('resync', () => {
    disturbed++
  })
  const answer =
    lot === undefined
      ? await socket.timeout(20_000).emitWithAck('join-city')
      : await socket.timeout(20_000).emitWithAck('join-lot', lot)
  if (!answer.ok) throw new Error(`a page could not join ${lot ?? 'the city'}: ${answer.problem}`)
}

function begin(): void {
  changes.clear()
  frames.clear()
  sizes = { count: 0, bytes: 0 }
  cityFrames = 0
  disturbed = 0
  since = performance.now()
}

function figures(): PagesFigures {
  const sized = Math.floor(sizes.count / sizeEvery)
  return {
    seconds: (performance.now() - since) / 1000,
    changes: changes.figures(),
    frames: frames.figures(),
    frameBytes: sized === 0 ? 0 : Math.round(sizes.bytes / sized),
    cityFrames,
    disturbed,
  }
}
