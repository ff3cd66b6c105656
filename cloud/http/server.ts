import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from './router.ts'

export interface HttpServer {
  /** For what shares the port, such as Socket.IO. */
  server: Server
  /** The port it listens on. */
  port: number
  /** Takes no new request, lets running ones finish for `graceMs`, then cuts the rest. */
  close: (graceMs: number) => Promise<void>
}

/** Listens. A busy port is an error that says what to do. */
export async function listen(
  app: Pick<OpenAPIHono<HttpEnv>, 'fetch'>,
  at: { host: string; port: number },
): Promise<HttpServer> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: at.host }) as Server
  server.requestTimeout = 60_000
  server.headersTimeout = 15_000
  server.keepAliveTimeout = 20_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  }).catch((cause: unknown) => {
    throw explain(cause, at)
  })
  const address = server.address()
  return {
    server,
    port: typeof address === 'object' && address ? address.port : at.port,
    close: (graceMs) => close(server, graceMs),
  }
}

function explain(cause: unknown, { host, port }: { host: string; port: number }): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const wrong: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop what listens there, or set HTTP_PORT to a free port (0 takes any).`,
    EACCES: `This account may not listen on port ${port}. Set HTTP_PORT to a port above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${host}. Set HTTP_HOST to one of its own.`,
  }
  const message = wrong[String(code)] ?? `Cannot listen on ${host}:${port}.`
  return new Error(message, { cause })
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // Connections kept open between requests would hold the server until they time out.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}
