import type { World } from './world.ts'

type Claims = Readonly<Record<string, unknown>>

const KNOWN = [
  ...['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub', 'request', 'request_uri', 'client_id', 'response_type'],
  ...['redirect_uri', 'scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method', 'response_mode', 'prompt'],
  ...['dpop_jkt', 'claims', 'max_age', 'acr_values', 'ui_locales', 'login_hint', 'display', 'authorization_details'],
]

function audienceProblem({ aud }: Claims, { has, issuer, origin }: World): string | null {
  const all = Array.isArray(aud) ? (has('request-object-aud-first') ? aud.slice(0, 1) : aud) : [aud]
  if (Array.isArray(aud) && has('request-object-aud-no-array')) return 'aud is no text'
  if (all.includes(issuer)) return null
  if (has('request-object-aud-contains') && JSON.stringify(aud ?? '').includes(issuer)) return null
  if (has('request-object-aud-origin') && typeof aud === 'string' && aud.startsWith(`${origin}/`)) return null
  if (has('request-object-aud-if-there') && aud === undefined) return null
  return 'aud is not the issuer'
}

function ageProblem(from: number, to: number, { has, choices, now }: World): string | null {
  const { requestObjectSkewS: skew, requestObjectLifeS: life } = choices
  const grace = has('request-object-exp-in-grace') ? 600 : 0
  if (to <= now() - grace) return 'it has expired'
  if (from < now() - life - skew && !has('request-object-nbf-any-age')) return 'it is too old'
  const start = has('request-object-exp-from-now') || has('request-object-nbf-any-age') ? now() : from
  return to > start + life ? 'it is good for too long' : null
}

/** How far ahead nbf and iat may lie, in s. */
function aheadOf({ has, choices }: World): number {
  if (has('request-object-strict-clock')) return 0
  return has('request-object-from-the-future') ? 300 : choices.requestObjectSkewS
}

function timesProblem({ exp, nbf, iat }: Claims, world: World): string | null {
  const { has, now } = world
  const start = nbf ?? (has('request-object-nbf-from-iat') ? iat : undefined)
  if (start === undefined || exp === undefined) return 'nbf and exp are needed'
  const numbers = [start, exp, iat ?? now()].every((time) => typeof time === 'number')
  if (!numbers && !has('request-object-times-as-text')) return 'a time is no number'
  const made = has('request-object-iat-unread') ? now() : Number(iat ?? now())
  const latest = now() + aheadOf(world)
  if (Number(start) > latest || made > latest) return 'it is from the future'
  return ageProblem(Number(start), Number(exp), world)
}

function contentProblem(claims: Claims, { has }: World): string | null {
  const nested = 'request' in claims || 'request_uri' in claims
  if (nested && !has('request-object-nested-ignored')) return 'a request object holds no request'
  const strange = Object.keys(claims).some((name) => !KNOWN.includes(name))
  return strange && has('request-object-unknown-claims') ? 'a claim is unknown' : null
}

/** What is wrong with the claims of a request object (FAPI 2.0 Message Signing 5.3.1); null: nothing. */
export const claimsProblem = (claims: Claims, world: World): string | null =>
  audienceProblem(claims, world) ?? timesProblem(claims, world) ?? contentProblem(claims, world)
