import { isObject } from '../json/object.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { askBody } from './ask.ts'
import { decodeJwt, type Jwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { whereRefreshTokens } from './offered.ts'
import { proofKeyOf } from './sentRequest.ts'
import { shapeOf, show } from './showValue.ts'
import { ALLOWED_ALGS, isAllowedAlg, isNone } from './signingAlgs.ts'
import type { Answer, Check, Trace } from './types.ts'
import { where } from './where.ts'

/** A question about an access token that is a readable JWT; opaque and encrypted ones are the server's own affair. */
export const askAccessToken = (
  step: StepName,
  question: (jwt: Jwt, exchange: Exchange, trace: Trace) => Answer,
): Check =>
  askBody(step, (body, exchange, trace) => {
    if (typeof body.access_token !== 'string') return unknown(`"access_token" is ${shapeOf(body.access_token)}`, 'as')
    const decoded = decodeJwt(body.access_token)
    return decoded.ok ? question(decoded.jwt, exchange, trace) : notApplicable('the access token is opaque')
  })

/** `cnf` of a JWT, {} where there is none. */
const confirmation = ({ claims }: Jwt) => (isObject(claims.cnf) ? claims.cnf : {})

const boundToProofKey = (step: StepName): Check =>
  askAccessToken(step, (jwt, exchange, trace) => {
    const key = proofKeyOf(exchange) ?? trace.sent.dpopJkt
    if (key === null) return unknown('the request carried no DPoP proof', 'harness')
    const { jkt } = confirmation(jwt)
    const seen =
      jkt === key
        ? 'the thumbprint of the proof key'
        : jkt === undefined
          ? `"cnf" is ${show(jwt.claims.cnf)}`
          : `another key: ${show(jkt)}`
    return judge(jkt === key, '"cnf" with "jkt", the SHA-256 thumbprint of the proof key', seen, exchange)
  })

const boundToCertificate = (step: StepName): Check =>
  askAccessToken(step, (jwt, exchange, { client }) => {
    if (client.certThumbprint === null) return unknown('the client has no certificate', 'config')
    const thumbprint = confirmation(jwt)['x5t#S256']
    const ok = thumbprint === client.certThumbprint
    const seen = ok
      ? 'the thumbprint of the client certificate'
      : thumbprint === undefined
        ? `"cnf" is ${show(jwt.claims.cnf)}`
        : `${show(thumbprint)}`
    return judge(ok, '"cnf" with "x5t#S256", the base64url SHA-256 of the client certificate', seen, exchange)
  })

const allowedAlg: Check = askAccessToken('token', ({ header }, exchange) =>
  judge(
    isAllowedAlg(header.alg),
    `a JWT access token signed with ${ALLOWED_ALGS.join(', ')}`,
    `alg ${show(header.alg)}`,
    exchange,
  ),
)

const notUnsigned: Check = askAccessToken('token', ({ header, signature }, exchange) => {
  const problems = isNone(header.alg) ? [`alg ${show(header.alg)}`] : []
  if (signature.length === 0) problems.push('no signature')
  return judgeProblems(problems, 'a JWT access token with a signature', `alg ${show(header.alg)}`, exchange)
})

/** JWT access tokens, where they can be read (RFC 9449 section 6.1, RFC 8705 section 3.1). */
export const accessTokenJwt = {
  'access-token-bound-to-proof-key': where({ sender_constraint: 'dpop' }, boundToProofKey('token')),
  'access-token-bound-to-certificate': where({ sender_constraint: 'mtls' }, boundToCertificate('token')),
  'access-token-alg': allowedAlg,
  'access-token-signed': notUnsigned,
  ...whereRefreshTokens({
    'refresh-response-bound-to-proof-key': where({ sender_constraint: 'dpop' }, boundToProofKey('refresh')),
    'refresh-response-bound-to-certificate': where({ sender_constraint: 'mtls' }, boundToCertificate('refresh')),
  }),
} satisfies Record<string, Check>
