import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { Refusal } from './problem.ts'
import type { HttpEnv } from './router.ts'

/**
 * Lets a request pass whose bearer token (RFC 6750) has this SHA-256 (hex). Digests are compared in constant time.
 * Without a configured digest nobody passes.
 */
export function requireOperator(tokenSha256: string | undefined): MiddlewareHandler<HttpEnv> {
  const expected = tokenSha256 === undefined ? undefined : Buffer.from(tokenSha256, 'hex')
  return async function checkOperator(c, next) {
    const token = /^Bearer +([!-~]{1,512})$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (token === undefined) {
      throw new Refusal('not-signed-in', { detail: 'Send the operator token as a bearer token.' })
    }
    const given = createHash('sha256').update(token).digest()
    if (expected === undefined || !timingSafeEqual(given, expected)) {
      throw new Refusal('not-signed-in', { detail: 'This operator token is not valid.' })
    }
    await next()
  }
}
