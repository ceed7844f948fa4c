import { isObject, type JsonObject } from '../json/object.ts'
import { askSuccess } from './ask.ts'
import { decodeJwt } from './jwt.ts'
import { found, judge, judgeProblems, missing, notApplicable, type Read, unknown } from './makeAnswer.ts'
import { whereNamed } from './offered.ts'
import { type Answered, readObject } from './readExchange.ts'
import { shapeOf, show } from './showValue.ts'
import { ALLOWED_ALGS, isAllowedAlg } from './signingAlgs.ts'
import { parseJson } from './strictJson.ts'
import { contentTypeCheck, statusCheck } from './successBody.ts'
import type { Answer, Check, Trace } from './types.ts'
import { unrequestedClaims } from './userClaims.ts'
import { allWhere } from './where.ts'

/** Claims of a UserInfo response: plain JSON, or a signed JWT (OpenID Connect Core section 5.3.2). */
function claimsOf({ response }: Answered): Read<JsonObject> {
  const decoded = decodeJwt(response.body.trim())
  if (decoded.ok) return found(decoded.jwt.claims)
  if (decoded.encrypted) return missing(notApplicable('the UserInfo response is encrypted'))
  const parsed = parseJson(response.body)
  if (parsed.ok && isObject(parsed.value)) return found(parsed.value)
  return missing(
    unknown('the UserInfo response is neither a JSON object nor a JWT, so there is nothing to look at', 'as'),
  )
}

const askClaims = (question: (claims: JsonObject, exchange: Answered, trace: Trace) => Answer): Check =>
  askSuccess('userinfo', (exchange, trace) => {
    const read = claimsOf(exchange)
    return read.ok ? question(read.value, exchange, trace) : read.answer
  })

const wellFormed: Check = askSuccess('userinfo', (exchange) => {
  const decoded = decodeJwt(exchange.response.body.trim())
  if (decoded.ok || decoded.encrypted) return judge(true, 'a JSON object or a JWT', 'a JWT', exchange)
  const parsed = parseJson(exchange.response.body)
  const problems = parsed.ok ? parsed.duplicates.map((name) => `"${name}" occurs twice`) : [parsed.problem]
  if (parsed.ok && !isObject(parsed.value)) problems.push(`JSON that is not an object: ${show(parsed.value, 40)}`)
  return judgeProblems(problems, 'a JSON object or a JWT', 'a JSON object', exchange)
})

const sameSubject: Check = askClaims((claims, exchange, trace) => {
  const token = readObject(trace, 'token')
  const decoded = decodeJwt(token.ok ? token.value.body.id_token : undefined)
  const { sub } = claims
  if (typeof sub !== 'string' || sub === '') return judge(false, '"sub" is a non-empty string', shapeOf(sub), exchange)
  if (!decoded.ok) return unknown('there is no readable ID token to compare "sub" with', 'as')
  const seen = sub === decoded.jwt.claims.sub ? 'the same' : 'another one than in the ID token'
  return judge(sub === decoded.jwt.claims.sub, '"sub" equal to that of the ID token', seen, exchange)
})

const isText = (value: unknown): boolean => typeof value === 'string'
const isFlag = (value: unknown): boolean => typeof value === 'boolean'

const TYPES: readonly (readonly [readonly string[], (value: unknown) => boolean, string])[] = [
  [
    [
      ...[
        'sub',
        'name',
        'given_name',
        'family_name',
        'middle_name',
        'nickname',
        'preferred_username',
        'profile',
        'picture',
      ],
      ...['website', 'email', 'gender', 'birthdate', 'zoneinfo', 'locale', 'phone_number'],
    ],
    isText,
    'a string',
  ],
  [['email_verified', 'phone_number_verified'], isFlag, 'a boolean'],
  [['address'], isObject, 'an object'],
  [['updated_at'], (value) => typeof value === 'number', 'a number'],
]

const claimTypes: Check = askClaims((claims, exchange) => {
  const problems = TYPES.flatMap(([names, fits, what]) =>
    names
      .filter((name) => claims[name] !== undefined && !fits(claims[name]))
      .map((name) => `"${name}" is ${shapeOf(claims[name])}, expected ${what}`),
  )
  return judgeProblems(
    problems,
    'claims of the types of OpenID Connect Core section 5.1',
    'all known claims have them',
    exchange,
  )
})

const onlyRequested: Check = askClaims((claims, exchange, trace) => {
  const problems = unrequestedClaims(claims, trace).map((name) => `"${name}" was not asked for`)
  return judgeProblems(problems, 'only claims about the user that were asked for', 'no others', exchange)
})

const signedAlg: Check = askSuccess('userinfo', (exchange) => {
  const decoded = decodeJwt(exchange.response.body.trim())
  if (!decoded.ok) return notApplicable('the UserInfo response is not a signed JWT')
  const { alg } = decoded.jwt.header
  return judge(isAllowedAlg(alg), `signed with ${ALLOWED_ALGS.join(', ')}`, `alg ${show(alg)}`, exchange)
})

/** The UserInfo response (OpenID Connect Core section 5.3.2). */
export const userinfo = whereNamed(
  'userinfo_endpoint',
  allWhere(
    { openid: true, grant: 'authorization_code' },
    {
      'userinfo-status': statusCheck('userinfo', 200),
      'userinfo-content-type': contentTypeCheck('userinfo', ['application/json', 'application/jwt']),
      'userinfo-well-formed': wellFormed,
      'userinfo-sub': sameSubject,
      'userinfo-claim-types': claimTypes,
      'userinfo-only-requested-claims': onlyRequested,
      'userinfo-jwt-alg': signedAlg,
    },
  ),
)
