import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { MiddlewareHandler } from 'hono'
import type { HttpEnv } from './router.ts'
import { newRouter } from './router.ts'

const year = 'public, max-age=31536000, immutable'

/**
 * The built web app from `folder`. Files under `/assets/` have their hash in the name and are kept for a year, all
 * else is asked for again; a path that is no file is a page of the app and gets `index.html`.
 */
export function pageRoutes(folder: string) {
  const files = serveStatic<HttpEnv>({ root: folder, precompressed: true })
  const index = serveStatic<HttpEnv>({ path: join(folder, 'index.html') })
  const router = newRouter()
  router.get('/assets/*', keptFor(year, files))
  router.get('*', keptFor('no-cache', files))
  router.get('*', (c, next) => (isPage(c.req.path) ? keptFor('no-cache', index)(c, next) : next()))
  return router
}

function keptFor(
  cacheControl: string,
  serve: MiddlewareHandler<HttpEnv>,
): MiddlewareHandler<HttpEnv> {
  return async function serveFile(c, next) {
    const answer = await serve(c, next)
    if (answer instanceof Response) answer.headers.set('cache-control', cacheControl)
    return answer
  }
}

/** Not the API's or the machinery's paths, and no file that is missing. */
function isPage(path: string): boolean {
  return !/^\/(v1|docs|live|problems|assets)(\/|$)/.test(path) && !/\.[a-z0-9]{2,5}$/i.test(path)
}
