import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from './router.ts'

const about = `Lots, slots, live occupancy and its history. Instants are RFC 3339 in UTC. Lists give a \`nextCursor\` to
pass as \`cursor\`; it is null on the last page. Errors are \`application/problem+json\` (RFC 9457): \`type\` ends with the
problem's name, \`errors\` points at wrong fields. Live changes come by Socket.IO at \`/live\`.`

/** The OpenAPI 3.1 document of an app's routes. */
export function openApiDocument(
  app: Pick<OpenAPIHono<HttpEnv>, 'getOpenAPI31Document'>,
  publicUrl: string,
) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Parkade', version: '1', description: about, license: { name: 'Apache-2.0' } },
    servers: [{ url: publicUrl }],
    tags: [
      { name: 'Lots', description: 'Places with slots' },
      { name: 'Occupancy', description: 'What is free now, and how sure that is' },
      { name: 'History', description: 'What was occupied when' },
      { name: 'Operations', description: 'Event logs, gateways, dead letters' },
    ],
  })
}

/** How operators sign in, as the document names it. */
export const operatorScheme = { type: 'http', scheme: 'bearer' } as const
