import { type Challenge, challengeParam, parseChallenges } from './challenge.ts'
import { headerValues } from './headers.ts'
import { errorCodeOf, errorMemberProblems } from './oauthError.ts'
import type { Answered } from './readExchange.ts'
import { outcome, type StepOutcome } from './stepOutcome.ts'

/** Status that belongs to an error code, and the requirement that says so (RFC 6750 section 3.1, RFC 9449 section 7.1). */
const STATUS: Readonly<Record<string, { readonly status: number; readonly requirement: string }>> = {
  invalid_request: { status: 400, requirement: 'RFC6750-3.1-a' },
  invalid_token: { status: 401, requirement: 'RFC6750-3.1-a' },
  invalid_dpop_proof: { status: 401, requirement: 'RFC9449-7.1-b' },
  use_dpop_nonce: { status: 401, requirement: 'RFC9449-7.1-b' },
  insufficient_scope: { status: 403, requirement: 'RFC6750-3.1-b' },
}

const isTokenScheme = ({ scheme }: Challenge): boolean => ['dpop', 'bearer'].includes(scheme.toLowerCase())

interface Problem {
  readonly requirement: string
  readonly text: string
}

/** RFC 6750 section 3: the header is due whenever the request holds no token that opens the resource. */
function missingChallenge({ response }: Answered, challenges: readonly Challenge[]): string | null {
  const present = headerValues(response.headers, 'www-authenticate').length > 0
  if (!present && [401, 403].includes(response.status))
    return `status ${response.status} without a WWW-Authenticate header`
  return present && !challenges.some(isTokenScheme) ? 'no challenge of scheme DPoP or Bearer' : null
}

const usesDpop = ({ request }: Answered): boolean =>
  (headerValues(request.headers, 'authorization')[0] ?? '').toLowerCase().startsWith('dpop ')

/** A 4xx of a protected resource: its code, and whether challenge, status and code fit together (RFC 6750 section 3). */
export function judgeResourceRefusal(exchange: Answered): StepOutcome {
  const { status, headers, body } = exchange.response
  const { challenges, problems } = parseChallenges(headers)
  const naming = challenges.filter(
    (challenge) => isTokenScheme(challenge) && challengeParam(challenge, 'error') !== null,
  )
  const named = naming[0]
  const code = (named && challengeParam(named, 'error')) ?? errorCodeOf(body)
  const due = code !== null && Object.hasOwn(STATUS, code) ? STATUS[code] : undefined
  const silent = missingChallenge(exchange, challenges)
  const formProblems: Problem[] = [
    ...problems.map((text) => ({ requirement: 'RFC6750-3-b', text })),
    ...(silent === null ? [] : [{ requirement: usesDpop(exchange) ? 'RFC9449-7.1-b' : 'RFC6750-3-a', text: silent }]),
    ...(due === undefined || due.status === status
      ? []
      : [{ requirement: due.requirement, text: `status ${status} with error "${code}", expected ${due.status}` }]),
    ...naming
      .flatMap(({ params }) => errorMemberProblems(Object.fromEntries(params)))
      .map((text) => ({ requirement: 'RFC6750-3-b', text })),
  ]
  const [first] = formProblems
  const detail = code === null ? `refused with status ${status}` : `refused with status ${status} and error "${code}"`
  const form = challenges.length > 0 ? 'challenge' : 'json-error'
  return outcome('refused', status, detail, {
    code,
    form,
    formProblems: formProblems.map(({ text }) => text),
    ...(first ? { formRequirement: first.requirement } : {}),
  })
}
