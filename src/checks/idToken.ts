import type { StepName } from '../suite/types.ts'
import { askBody } from './ask.ts'
import { decodeJwt, type Jwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { whereRefreshTokens } from './offered.ts'
import { publishedKeys } from './publishedKeys.ts'
import type { Answered } from './readExchange.ts'
import { show } from './showValue.ts'
import { ALLOWED_ALGS, isAllowedAlg, isNone } from './signingAlgs.ts'
import type { Answer, Check, Trace } from './types.ts'
import { signatureProblem } from './verifyJws.ts'
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

const alg = (step: StepName): Check =>
  askIdToken(step, ({ header }, exchange, trace) => {
    const key = publishedKeys(trace)?.find((one) => one.kid === header.kid)
    // EdDSA is allowed over Ed25519 only.
    const curve = header.alg === 'EdDSA' && key?.crv === 'Ed448' ? ' over Ed448' : ''
    const ok = isAllowedAlg(header.alg) && curve === ''
    return judge(ok, `signed with ${ALLOWED_ALGS.join(', ')}`, `alg ${show(header.alg)}${curve}`, exchange)
  })

const notNone: Check = askIdToken('token', ({ header, signature }, exchange) => {
  const problems = isNone(header.alg) ? [`alg ${show(header.alg)}`] : []
  if (signature.length === 0) problems.push('no signature')
  return judgeProblems(problems, 'an ID token with a signature', `alg ${show(header.alg)}`, exchange)
})

const signature = (step: StepName): Check =>
  askIdToken(step, (jwt, exchange, trace) => {
    const keys = publishedKeys(trace)
    if (keys === null) return unknown('the JWK set of the server could not be read', 'as')
    const problem = signatureProblem(jwt, keys)
    return judge(problem === null, 'the signature verifies with a published key', problem ?? 'it verifies', exchange)
  })

const kid: Check = askIdToken('token', ({ header }, exchange, trace) => {
  if ((publishedKeys(trace)?.length ?? 0) < 2) return notApplicable('the JWK set has a single key')
  const ok = typeof header.kid === 'string' && header.kid !== ''
  return judge(ok, '"kid" in the header, as the JWK set has several keys', `kid ${show(header.kid)}`, exchange)
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
    'id-token-alg': alg('token'),
    'id-token-signed': notNone,
    'id-token-signature': signature('token'),
    'id-token-kid': kid,
    'id-token-no-remote-keys': noRemoteKeys,
    ...whereRefreshTokens({
      'refresh-response-id-token-alg': alg('refresh'),
      'refresh-response-id-token-signature': signature('refresh'),
    }),
  },
)
