import { createServer, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'

export interface HealthServer extends AsyncDisposable {
  port: number
}

const requestTimeoutMs = 5000

/**
 * `/livez`, `/readyz` and `/metrics` on the local port. `ready` names what is missing, or nothing when devices are
 * served; a cloud that is away does not make a gateway unready. Throws when the port is taken.
 */
export async function startHealthServer(
  at: { host: string; port: number },
  facts: { ready: () => string | undefined; metrics: Registry },
): Promise<HealthServer> {
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    const path = request.url?.split('?')[0]
    if (request.method !== 'GET') return answer(response, 405, 'method not allowed')
    if (path === '/livez') return answer(response, 200, 'ok')
    if (path === '/readyz') {
      const missing = facts.ready()
      return answer(response, missing ? 503 : 200, missing ?? 'ok')
    }
    if (path !== '/metrics') return answer(response, 404, 'not found')
    facts.metrics.metrics().then(
      (text) => answer(response, 200, text, facts.metrics.contentType),
      () => answer(response, 500, 'metrics failed'),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : at.port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(`${body}\n`)
}
