import { type Challenge, challengeParam, parseChallenges } from './challenge.ts'
import { headerValues } from './headers.ts'
import { errorCodeOf, errorMemberProblems } from './oauthError.ts'
import type { Answered } from './readExchange.ts'
import { outcome, type StepOutcome } from './stepOutcome.ts'

/** Status that belongs to an error code (RFC 6750 section 3.1, RFC 9449 section 7.1). */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  insufficient_scope: 403,
}

const isTokenScheme = ({ scheme }: Challenge): boolean => ['dpop', 'bearer'].includes(scheme.toLowerCase())

function challengeProblems({ response }: Answered, challenges: readonly Challenge[]): string[] {
  const present = headerValues(response.headers, 'www-authenticate').length > 0
  // RFC 6750 section 3: the header is due whenever the request holds no token that opens the resource.
  if (!present && [401, 403].includes(response.status))
    return [`status ${response.status} without a WWW-Authenticate header`]
  if (present && !challenges.some(isTokenScheme)) return ['no challenge of scheme DPoP or Bearer']
  return []
}

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
  const formProblems = [...problems, ...challengeProblems(exchange, challenges)]
  if (due !== undefined && due !== status) formProblems.push(`status ${status} with error "${code}", expected ${due}`)
  for (const challenge of naming) formProblems.push(...errorMemberProblems(Object.fromEntries(challenge.params)))
  const detail = code === null ? `refused with status ${status}` : `refused with status ${status} and error "${code}"`
  const form = challenges.length > 0 ? 'challenge' : 'json-error'
  return outcome('refused', status, detail, { code, form, formProblems })
}
