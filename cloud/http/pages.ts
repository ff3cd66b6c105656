import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { newRouter } from './router.ts'

const year = 'public, max-age=31536000, immutable'

/**
 * The built web app from `folder`. Files under `/assets/` have their hash in the name and are kept for a year, all
 * else is asked for again; a path that is no file is a page of the app and gets `index.html`.
 */
export function pageRoutes(folder: string) {
  const router = newRouter()
  router.get(
    '*',
    serveStatic({
      root: folder,
      precompressed: true,
      onFound: (path, c) => {
        c.header('cache-control', path.startsWith(join(folder, 'assets')) ? year : 'no-cache')
      },
    }),
  )
  const index = serveStatic({
    path: join(folder, 'index.html'),
    onFound: (_, c) => c.header('cache-control', 'no-cache'),
  })
  router.get('*', (c, next) => (isPage(c.req.path) ? index(c, next) : next()))
  return router
}

/** Not the API's or the machinery's paths, and no file that is missing. */
function isPage(path: string): boolean {
  return !/^\/(v1|docs|live|problems|assets)(\/|$)/.test(path) && !/\.[a-z0-9]{2,5}$/i.test(path)
}
