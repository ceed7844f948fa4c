import type { StepName } from '../suite/types.ts'
import { askBody } from './ask.ts'
import { algAnswer, kidAnswer, signatureAnswer, signedAnswer } from './jwsAnswers.ts'
import { decodeJwt, type Jwt } from './jwt.ts'
import { judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { whereRefreshTokens } from './offered.ts'
import type { Answered } from './readExchange.ts'
import { show } from './showValue.ts'
import type { Answer, Check, Trace } from './types.ts'
import { allWhere } from './where.ts'

/** A question about the ID token in the last response of a step; encrypted ones cannot be looked into. */
export const askIdToken = (step: StepName, question: (jwt: Jwt, exchange: Answered, trace: Trace) => Answer): Check =>
  askBody(step, (body, exchange, trace) => {
    if (body.id_token === undefined && step === 'refresh') return notApplicable('the refresh response has no ID token')
    const decoded = decodeJwt(body.id_token)
    if (decoded.ok) return question(decoded.jwt, exchange, trace)
    if (decoded.encrypted) return notApplicable('the ID token is encrypted')
    return unknown(`"id_token" is not a signed JWT (${decoded.problem}), so there is nothing to look at`, 'as')
  })

const wellFormed: Check = askBody('token', (body, exchange) => {
  if (body.id_token === undefined)
    return unknown('the token response has no "id_token", so there is nothing to look at', 'as')
  const decoded = decodeJwt(body.id_token)
  if (!decoded.ok && decoded.encrypted) return notApplicable('the ID token is encrypted')
  const problems = decoded.ok ? decoded.jwt.duplicates.map((name) => `"${name}" occurs twice`) : [decoded.problem]
  return judgeProblems(problems, '"id_token" is a signed JWT without repeated member names', 'a signed JWT', exchange)
})

const REMOTE_KEYS = ['jku', 'x5u']

const noRemoteKeys: Check = askIdToken('token', ({ header }, exchange) => {
  const problems = REMOTE_KEYS.filter((name) => header[name] !== undefined).map(
    (name) => `"${name}" is ${show(header[name])}`,
  )
  return judgeProblems(problems, 'a header without "jku" and "x5u"', 'neither is there', exchange)
})

/** Form and signature of ID tokens (OpenID Connect Core sections 2 and 10.1, FAPI2-SP 5.4). */
export const idToken = allWhere(
  { openid: true, grant: 'authorization_code' },
  {
    'id-token-well-formed': wellFormed,
    'id-token-alg': askIdToken('token', algAnswer),
    'id-token-signed': askIdToken('token', signedAnswer),
    'id-token-signature': askIdToken('token', signatureAnswer),
    'id-token-kid': askIdToken('token', kidAnswer),
    'id-token-no-remote-keys': noRemoteKeys,
    ...whereRefreshTokens({
      'refresh-response-id-token-alg': askIdToken('refresh', algAnswer),
      'refresh-response-id-token-signature': askIdToken('refresh', signatureAnswer),
    }),
  },
)
