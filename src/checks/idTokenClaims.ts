import { isObject, isStringArray } from '../json/object.ts'
import { askIdToken } from './idToken.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { pushedParameter } from './sentRequest.ts'
import { shapeOf, show } from './showValue.ts'
import type { Check } from './types.ts'
import { claimRequest, unrequestedClaims } from './userClaims.ts'
import { allWhere } from './where.ts'

/** Clocks of the two sides may differ by this much. */
const SKEW_S = 300

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0
const isAudience = (value: unknown): boolean => isText(value) || (isStringArray(value) && value.length > 0)

const REQUIRED: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['iss', isText, 'a string'],
  ['sub', isText, 'a string'],
  ['aud', isAudience, 'a string or an array of strings'],
  ['exp', isTime, 'a number'],
  ['iat', isTime, 'a number'],
]

const required: Check = askIdToken('token', ({ claims }, exchange) => {
  const bad = REQUIRED.filter(([name, fits]) => !fits(claims[name]))
  const problems = bad.map(([name, , what]) => `"${name}" is ${shapeOf(claims[name])}, expected ${what}`)
  return judgeProblems(problems, 'iss, sub, aud, exp and iat of the right types', 'all five are there', exchange)
})

const issuer: Check = askIdToken('token', ({ claims }, exchange, { metadata, issuer: configured }) => {
  const wanted = claims.iss === metadata?.issuer ? claims.iss : configured
  return judge(
    claims.iss === wanted,
    `"iss" is ${String(wanted)}, character for character`,
    show(claims.iss, 200),
    exchange,
  )
})

const audience: Check = askIdToken('token', ({ claims }, exchange, { client }) => {
  const { aud } = claims
  const ok = aud === client.id || (Array.isArray(aud) && aud.includes(client.id))
  return judge(ok, `"aud" is or holds ${client.id}`, show(aud, 200), exchange)
})

const authorizedParty: Check = askIdToken('token', ({ claims }, exchange, { client }) => {
  if (claims.azp === undefined) return notApplicable('the ID token has no "azp"')
  return judge(claims.azp === client.id, `"azp" is ${client.id}`, show(claims.azp, 200), exchange)
})

const times: Check = askIdToken('token', ({ claims }, exchange) => {
  const now = Math.floor(exchange.timing.startedAt / 1000)
  const { iat, exp } = claims
  const problems: string[] = []
  if (isTime(iat) && Math.abs(iat - now) > SKEW_S) problems.push(`"iat" is ${Math.round(iat - now)} s from now`)
  if (isTime(exp) && exp < now - SKEW_S) problems.push(`"exp" was ${Math.round(now - exp)} s ago`)
  if (isTime(exp) && exp > now + 50 * 366 * 24 * 3600) problems.push(`"exp" is ${show(exp)}, over 50 years ahead`)
  if (isTime(exp) && isTime(iat) && exp <= iat) problems.push('"exp" is not after "iat"')
  const good = isTime(exp) && isTime(iat) ? `valid for ${Math.round(exp - iat)} s` : 'no times to compare'
  return judgeProblems(problems, '"iat" is now, "exp" is later (5 minutes of clock difference allowed)', good, exchange)
})

const subject: Check = askIdToken('token', ({ claims }, exchange) => {
  const { sub } = claims
  const ok = typeof sub === 'string' && /^[\x20-\x7e]{1,255}$/.test(sub)
  return judge(ok, '"sub" of 1 to 255 ASCII characters', shapeOf(sub), exchange)
})

const nonce: Check = askIdToken('token', ({ claims }, exchange, { sent }) => {
  const expected = sent.nonce === null ? 'no "nonce", as none was sent' : '"nonce" exactly as sent'
  const ok = sent.nonce === null ? claims.nonce === undefined : claims.nonce === sent.nonce
  const seen = ok
    ? sent.nonce === null
      ? 'absent'
      : `the ${sent.nonce.length} characters that were sent`
    : `another value: ${shapeOf(claims.nonce)}`
  return judge(ok, expected, claims.nonce === undefined ? 'absent' : seen, exchange)
})

const authTime: Check = askIdToken('token', ({ claims }, exchange, trace) => {
  const value = claims.auth_time
  const maxAge = pushedParameter(trace, 'max_age')
  const request = claimRequest(trace, 'id_token', 'auth_time')
  const due = maxAge !== null || (isObject(request) && request.essential === true)
  if (value === undefined && !due) return notApplicable('the ID token has no "auth_time", and none was asked for')
  const age = isTime(value) ? Math.floor(exchange.timing.startedAt / 1000) - value : null
  const allowed = maxAge === null ? 366 * 24 * 3600 : Number(maxAge) + SKEW_S
  const expected = maxAge === null ? '"auth_time" in the past year' : `"auth_time" at most ${maxAge} s ago`
  const ok = age !== null && age >= -SKEW_S && age <= allowed
  return judge(ok, expected, age === null ? show(value) : `${age} s ago`, exchange)
})

const acr: Check = askIdToken('token', ({ claims }, exchange, trace) => {
  const request = claimRequest(trace, 'id_token', 'acr')
  const essential = isObject(request) && request.essential === true
  const wanted = isObject(request)
    ? [
        ...(Array.isArray(request.values) ? request.values : []),
        ...(request.value === undefined ? [] : [request.value]),
      ]
    : []
  if (claims.acr === undefined && !essential) return notApplicable('the ID token has no "acr", and none is essential')
  const ok = isText(claims.acr) && (!essential || wanted.length === 0 || wanted.includes(claims.acr))
  const expected = essential && wanted.length > 0 ? `"acr" is one of ${show(wanted)}` : '"acr" is a non-empty string'
  return judge(ok, expected, show(claims.acr), exchange)
})

const onlyRequested: Check = askIdToken('token', ({ claims }, exchange, trace) => {
  const problems = unrequestedClaims(claims, trace).map((name) => `"${name}" was not asked for`)
  return judgeProblems(problems, 'only claims about the user that were asked for', 'no others', exchange)
})

/** Claims of the ID token (OpenID Connect Core sections 2, 3.1.3.7 and 5.4). */
export const idTokenClaims = allWhere(
  { openid: true, grant: 'authorization_code' },
  {
    'id-token-required-claims': required,
    'id-token-iss': issuer,
    'id-token-aud': audience,
    'id-token-azp': authorizedParty,
    'id-token-times': times,
    'id-token-sub': subject,
    'id-token-nonce': nonce,
    'id-token-auth-time': authTime,
    'id-token-acr': acr,
    'id-token-only-requested-claims': onlyRequested,
  },
)
