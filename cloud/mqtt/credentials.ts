import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { brokerRoles } from '#contracts/mqtt/acl.ts'

/** One line of the embedded broker's credentials file. Secrets are random, so a plain SHA-256 of them is enough. */
export const Credential = z.strictObject({
  user: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  role: z.enum(brokerRoles),
  passwordSha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Credential = z.infer<typeof Credential>

const CredentialFile = z.array(Credential).max(100_000)

/** Credentials by user name. */
export type Credentials = ReadonlyMap<string, Credential>

/** Reads the text of a credentials file. Throws when it is not JSON or not of this shape. */
export function parseCredentials(text: string): Credentials {
  const list = CredentialFile.parse(JSON.parse(text))
  return new Map(list.map((credential) => [credential.user, credential]))
}

const nobody = Buffer.alloc(32)

/**
 * The credential of `user` if `password` is theirs. Takes the same time for a wrong password and an unknown user.
 */
export function verifyPassword(
  credentials: Credentials,
  user: string,
  password: Uint8Array,
): Credential | undefined {
  const credential = credentials.get(user)
  const want = credential ? Buffer.from(credential.passwordSha256, 'hex') : nobody
  const have = createHash('sha256').update(password).digest()
  return timingSafeEqual(want, have) ? credential : undefined
}
