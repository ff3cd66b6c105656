import { Problem, type ProblemName, problems } from '#contracts/http/problem.ts'

/** What a request ended with instead of an answer; `name` is the API's own, or `unreachable`/`unreadable`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly problem: ProblemName | 'unreachable' | 'unreadable'

  constructor(problem: ApiError['problem'], detail?: string) {
    super(detail ?? problem)
    this.problem = problem
  }
}

/** The error an answer that is not a success stands for (RFC 9457: the name ends the `type` URI). */
export function errorOf(status: number, body: unknown): ApiError {
  const parsed = Problem.safeParse(body)
  if (parsed.success) {
    const name = parsed.data.type.split('/').at(-1) ?? ''
    const detail = parsed.data.detail ?? parsed.data.title
    if (isProblemName(name)) return new ApiError(name, detail)
  }
  const byStatus = Object.keys(problems)
    .filter(isProblemName)
    .find((name) => problems[name].status === status)
  return new ApiError(byStatus ?? (status >= 500 ? 'internal-error' : 'invalid-request'))
}

function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(problems, name)
}

/** Whether asking again may help. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  switch (error.problem) {
    case 'unreachable':
    case 'unavailable':
    case 'internal-error':
    case 'too-many-requests':
      return true
    case 'unreadable':
    case 'invalid-request':
    case 'not-signed-in':
    case 'not-allowed':
    case 'not-found':
    case 'too-large':
    case 'method-not-allowed':
    case 'unsupported-media-type':
      return false
  }
}

/** What a person is told about a failed request: what happened and what to do. */
export function explain(error: unknown): { title: string; advice: string } {
  if (!(error instanceof ApiError)) {
    return { title: 'Something went wrong on this page', advice: 'Try again, or reload the page.' }
  }
  switch (error.problem) {
    case 'unreachable':
      return {
        title: 'The server cannot be reached',
        advice: 'Check the network. The page tries again by itself.',
      }
    case 'unavailable':
    case 'internal-error':
      return {
        title: 'The server cannot answer right now',
        advice: 'It usually recovers by itself. Try again in a moment.',
      }
    case 'too-many-requests':
      return { title: 'Too many requests', advice: 'Wait a minute, then try again.' }
    case 'not-signed-in':
    case 'not-allowed':
      return { title: 'You may not see this', advice: 'Enter an operator token that allows it.' }
    case 'not-found':
      return {
        title: 'There is no such thing',
        advice: 'It may have been renamed or removed. Go back to the board.',
      }
    case 'unreadable':
      return {
        title: 'The server answered in a way this page does not understand',
        advice: 'Reload the page: it may be older than the server.',
      }
    case 'invalid-request':
    case 'too-large':
    case 'method-not-allowed':
    case 'unsupported-media-type':
      return { title: 'The server refused the request', advice: error.message }
  }
}
