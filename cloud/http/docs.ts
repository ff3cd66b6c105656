import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { problems } from '#contracts/http/problem.ts'
import { newRouter } from './router.ts'

const start = `SwaggerUIBundle({ url: '/v1/openapi.json', dom_id: '#docs', deepLinking: true, tryItOutEnabled: true })
`

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Parkade API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

/** A page per problem, at the address that answers give as its `type` (RFC 9457 §3.1.1). */
export function problemPages() {
  const router = newRouter()
  router.get('/problems/:name', (c, next) => {
    const found = Object.entries(problems).find(([name]) => name === c.req.param('name'))
    if (!found) return next()
    const [name, { status, title }] = found
    return c.text(`${name} (${status})\n\n${title}.\n`)
  })
  return router
}

/** The OpenAPI document at `/v1/openapi.json` and a page to read and try it at `/docs`, from this server alone. */
export function docsRoutes(document: () => object) {
  const router = newRouter()
  let text: string | undefined
  const require = createRequire(import.meta.url)
  const assets = dirname(require.resolve('swagger-ui-dist/package.json'))
  router.get('/v1/openapi.json', (c) => {
    text ??= JSON.stringify(document())
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' })
  })
  router.get('/docs', (c) => c.html(page))
  router.get('/docs/start.js', (c) =>
    c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  )
  router.get(
    '/docs/:file{swagger-ui(-bundle)?\\.(css|js)}',
    serveStatic({ root: assets, rewriteRequestPath: (path) => path.replace('/docs', '') }),
  )
  return router
}
