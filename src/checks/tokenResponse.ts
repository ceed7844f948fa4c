import type { StepName } from '../suite/types.ts'
import { askBody } from './ask.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { whereRefreshTokens } from './offered.ts'
import { shapeOf, show } from './showValue.ts'
import { contentTypeCheck, jsonObjectCheck, noStoreCheck, statusCheck } from './successBody.ts'
import type { Check } from './types.ts'
import { allWhere, where } from './where.ts'

const VSCHAR = /^[\x20-\x7e]+$/

/** `access_token` and `token_type` are non-empty strings of the characters of RFC 6749 appendix A. */
const members = (step: StepName): Check =>
  askBody(step, (body, exchange) => {
    const problems = ['access_token', 'token_type'].flatMap((name) => {
      const value = body[name]
      if (typeof value !== 'string' || value === '') return [`"${name}" is ${shapeOf(value)}`]
      return VSCHAR.test(value) ? [] : [`"${name}" has characters outside printable ASCII`]
    })
    return judgeProblems(problems, '"access_token" and "token_type" as non-empty strings', 'both are strings', exchange)
  })

/** RFC 6749 section 5.1: the type is compared without regard to case. */
const tokenType = (step: StepName, wanted: string): Check =>
  askBody(step, (body, exchange) => {
    const type = body.token_type
    const ok = typeof type === 'string' && type.toLowerCase() === wanted.toLowerCase()
    return judge(ok, `"token_type" is ${wanted}`, show(type), exchange)
  })

const expiresInType: Check = askBody('token', (body, exchange) => {
  const value = body.expires_in
  if (value === undefined) return notApplicable('the token response has no "expires_in"')
  const seen = typeof value === 'string' ? `the string ${show(value)}` : show(value)
  return judge(typeof value === 'number', '"expires_in" is a JSON number', seen, exchange)
})

/** A year: longer lives are no lives in s (a date or ms was sent), or no limit at all. */
const YEAR_S = 366 * 24 * 3600

const expiresInGiven: Check = askBody('token', (body, exchange) => {
  const value = body.expires_in
  if (value === undefined) return judge(false, '"expires_in" is given', 'absent', exchange)
  const life = typeof value === 'string' && value !== '' ? Number(value) : value
  const ok = typeof life === 'number' && life > 0 && life <= YEAR_S
  return judge(ok, '"expires_in" between 0 and one year, in s', show(value), exchange)
})

const idTokenPresent: Check = askBody('token', (body, exchange) => {
  const ok = typeof body.id_token === 'string' && body.id_token !== ''
  return judge(ok, 'an "id_token", as scope openid was asked for', shapeOf(body.id_token), exchange)
})

const noIdToken: Check = askBody('token', (body, exchange) =>
  judge(
    body.id_token === undefined,
    'no "id_token", as scope openid was not asked for',
    shapeOf(body.id_token),
    exchange,
  ),
)

const USER_MEMBERS = ['sub', 'user_id', 'userid', 'uid', 'username', 'user_name', 'preferred_username', 'email']

const noUserIdentifier: Check = askBody('token', (body, exchange) => {
  const seen = USER_MEMBERS.filter((name) => body[name] !== undefined)
  const problems = seen.map((name) => `"${name}" is in it`)
  return judgeProblems(
    problems,
    'a token response that names the user by an ID token or not at all',
    'no user identifier',
    exchange,
  )
})

const noRefreshToken: Check = askBody('token', (body, exchange) =>
  judge(
    body.refresh_token === undefined,
    'no "refresh_token" in the client credentials grant',
    shapeOf(body.refresh_token),
    exchange,
  ),
)

/** The token response (RFC 6749 section 5.1). */
export const tokenResponse = {
  'token-response-status': statusCheck('token', 200),
  'token-response-content-type': contentTypeCheck('token', ['application/json']),
  'token-response-json': jsonObjectCheck('token'),
  'token-response-no-store': noStoreCheck('token'),
  'token-response-members': members('token'),
  'token-response-type-dpop': where({ sender_constraint: 'dpop' }, tokenType('token', 'DPoP')),
  'token-response-type-bearer': where({ sender_constraint: 'mtls' }, tokenType('token', 'Bearer')),
  'token-response-expires-in-number': expiresInType,
  'token-response-expires-in-given': expiresInGiven,
  'token-response-id-token': where({ openid: true, grant: 'authorization_code' }, idTokenPresent),
  'token-response-no-id-token': where({ openid: false }, noIdToken),
  'token-response-no-user-identifier': where({ openid: false, grant: 'authorization_code' }, noUserIdentifier),
  'token-response-no-refresh-token': where({ grant: 'client_credentials' }, noRefreshToken),
} satisfies Record<string, Check>

/** The response to a refresh request has the same form (RFC 6749 section 6). */
export const refreshForm = whereRefreshTokens(
  allWhere(
    { grant: 'authorization_code' },
    {
      'refresh-response-status': statusCheck('refresh', 200),
      'refresh-response-content-type': contentTypeCheck('refresh', ['application/json']),
      'refresh-response-json': jsonObjectCheck('refresh'),
      'refresh-response-no-store': noStoreCheck('refresh'),
      'refresh-response-members': members('refresh'),
      'refresh-response-type-dpop': where({ sender_constraint: 'dpop' }, tokenType('refresh', 'DPoP')),
      'refresh-response-type-bearer': where({ sender_constraint: 'mtls' }, tokenType('refresh', 'Bearer')),
    },
  ),
)
