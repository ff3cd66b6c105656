import { type Problem, type ProblemName, problems } from '#contracts/http/problem.ts'

interface RefusalOptions {
  /** What is wrong this time, for a person. */
  detail?: string
  /** Fields of an invalid request: JSON Pointers (RFC 6901) into the body, or `/query/…` and `/path/…`. */
  errors?: Problem['errors']
  /** Header fields the answer needs, such as `Allow`. */
  headers?: Record<string, string>
  cause?: unknown
}

/** An expected refusal by its name in the catalogue. Any other error is a fault of ours and answered with 500. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly problem: ProblemName
  readonly options: RefusalOptions

  constructor(problem: ProblemName, options: RefusalOptions = {}) {
    super(options.detail ?? problems[problem].title, { cause: options.cause })
    this.problem = problem
    this.options = options
  }
}

/** The `application/problem+json` answer to a refusal (RFC 9457 §3). `instance` is the path asked for. */
export function problemResponse(
  refusal: Refusal,
  at: { publicUrl: string; instance: string },
): Response {
  const { status, title } = problems[refusal.problem]
  const { detail, errors, headers } = refusal.options
  const body: Problem = {
    type: `${at.publicUrl}/problems/${refusal.problem}`,
    title,
    status,
    ...(detail !== undefined && { detail }),
    instance: at.instance,
    ...(errors && { errors }),
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...headers,
    },
  })
}
