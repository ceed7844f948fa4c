import { isObject } from '../json/object.ts'
import { askBody } from './ask.ts'
import { askIdToken } from './idToken.ts'
import { decodeJwt, type Jwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { whereRefreshTokens } from './offered.ts'
import { type Answered, isAnswered, isSuccess, readObject } from './readExchange.ts'
import { formOf } from './sentRequest.ts'
import { show } from './showValue.ts'
import { parseJson } from './strictJson.ts'
import type { Check, Trace } from './types.ts'
import { allWhere } from './where.ts'

const firstScope = (trace: Trace): string | null => {
  const read = readObject(trace, 'token')
  const granted = read.ok ? read.value.body.scope : undefined
  return typeof granted === 'string' && granted !== '' ? granted : trace.sent.scope
}

const scopeSubset: Check = askBody('refresh', (body, exchange, trace) => {
  const granted = firstScope(trace)
  // RFC 6749 section 5.1: a response without scope grants what its request asked for.
  const asked = formOf(exchange).find(([name]) => name === 'scope')?.[1]
  const given = typeof body.scope === 'string' ? body.scope : asked
  if (given === undefined) return notApplicable('neither the refresh request nor its response has a "scope"')
  if (granted === null) return unknown('the scope of the original grant is not known')
  const extra = given.split(' ').filter((value) => value !== '' && !granted.split(' ').includes(value))
  const problems = extra.map((value) => `${show(value)} was not granted`)
  return judgeProblems(problems, `no scope beyond ${show(granted)}`, show(given), exchange)
})

interface Refresh {
  readonly exchange: Answered
  readonly rotated: boolean
}

/** Every successful refresh of a flow: the refresh token sent, and whether another one came back. */
function refreshesOf(trace: Trace | null): Refresh[] {
  const answered = (trace?.exchanges.refresh ?? []).filter(isAnswered).filter(isSuccess)
  return answered.flatMap((exchange) => {
    const sent = formOf(exchange).find(([name]) => name === 'refresh_token')?.[1]
    const parsed = parseJson(exchange.response.body)
    if (sent === undefined || !parsed.ok || !isObject(parsed.value)) return []
    const next = parsed.value.refresh_token
    return [{ exchange, rotated: typeof next === 'string' && next !== sent }]
  })
}

/**
 * Rotation in extraordinary circumstances is allowed (FAPI2-SP 5.3.2.1-9 and its note 1), so only rotation at every
 * refresh that was seen counts as the server's habit.
 */
const notRotated: Check = (trace) => {
  const seen = [...refreshesOf(trace), ...refreshesOf(trace.other)]
  if (seen.length === 0) return unknown('no refresh request was accepted in this flow')
  const rotated = seen.filter((refresh) => refresh.rotated).length
  const observed =
    rotated === 0 ? 'the refresh token stays' : `${rotated} of ${seen.length} refreshes gave another refresh token`
  return judge(
    rotated < seen.length,
    'refresh tokens are not rotated',
    observed,
    seen.map(({ exchange }) => exchange),
  )
}

const audiences = (aud: unknown): string =>
  JSON.stringify(Array.isArray(aud) ? [...aud].map(String).sort() : [String(aud)])

function sameGrantProblems(first: Jwt, next: Jwt): string[] {
  const problems: string[] = []
  if (next.claims.iss !== first.claims.iss) problems.push('"iss" is another one')
  if (next.claims.sub !== first.claims.sub) problems.push('"sub" is another one')
  if (audiences(next.claims.aud) !== audiences(first.claims.aud)) problems.push('"aud" is another one')
  if (next.claims.azp !== first.claims.azp) problems.push('"azp" is another one')
  // The nonce may be left out; auth_time is that of the original authentication (OpenID Connect Core section 12.2).
  for (const name of ['nonce', 'auth_time'])
    if (next.claims[name] !== undefined && first.claims[name] !== undefined && next.claims[name] !== first.claims[name])
      problems.push(`"${name}" is another one`)
  return problems
}

const isTime = (value: unknown): value is number => typeof value === 'number'

function issuedAtProblem(first: Jwt, next: Jwt, apartMs: number): string | null {
  const [before, after] = [first.claims.iat, next.claims.iat]
  if (!isTime(after)) return `"iat" is ${show(after)}`
  if (!isTime(before) || after > before) return null
  // NumericDate counts seconds, so two tokens of one second may say the same.
  return after === before && apartMs < 2000 ? null : '"iat" is not that of the new token'
}

const sameGrant: Check = askIdToken('refresh', (next, exchange, trace) => {
  const read = readObject(trace, 'token')
  const decoded = decodeJwt(read.ok ? read.value.body.id_token : undefined)
  if (!read.ok || !decoded.ok) return notApplicable('the token response has no readable ID token to compare with')
  const apartMs = exchange.timing.startedAt - read.value.exchange.timing.startedAt
  const iat = issuedAtProblem(decoded.jwt, next, apartMs)
  const problems = [...sameGrantProblems(decoded.jwt, next), ...(iat === null ? [] : [iat])]
  return judgeProblems(
    problems,
    'an ID token with iss, sub, aud and azp of the first one, and an iat of its own',
    'all as they should be',
    exchange,
  )
})

/** What a refresh response must keep of the original grant. */
export const refreshResponse = whereRefreshTokens(
  allWhere(
    { grant: 'authorization_code' },
    {
      'refresh-response-scope-subset': scopeSubset,
      'refresh-response-not-rotated': notRotated,
      'refresh-response-id-token': sameGrant,
    },
  ),
)
