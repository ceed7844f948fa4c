import { isObject, isStringArray } from '../json/object.ts'
import { askResponse, askSuccess } from './ask.ts'
import { boundToCertificate, boundToProofKey, onlyInactive } from './introspectionResponse.ts'
import { algAnswer, signatureAnswer, signedAnswer } from './jwsAnswers.ts'
import { decodeJwt, type Jwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { whereIntrospection } from './offered.ts'
import { type Answered, isSuccess, readResponse } from './readExchange.ts'
import { shapeOf, show } from './showValue.ts'
import { contentTypeCheck } from './successBody.ts'
import type { Answer, Check, Trace } from './types.ts'
import { allGuarded } from './where.ts'

const step = 'introspect_jwt'

const looksLikeJwt = ({ response }: Answered): boolean => {
  const decoded = decodeJwt(response.body.trim())
  return decoded.ok || decoded.encrypted
}

/** Signed introspection responses are an option of their own (FAPI2-MS 5.2); a server that lists algorithms for them offers them. */
function offered(trace: Trace): Answer | null {
  const algs = trace.metadata?.introspection_signing_alg_values_supported
  if (isStringArray(algs) && algs.length > 0) return null
  const read = readResponse(trace, step)
  if (!read.ok || looksLikeJwt(read.value)) return null
  return notApplicable('the server offers no JWT introspection responses: its metadata has no algorithms for them')
}

const isJwt: Check = askResponse(step, (exchange) => {
  const expected = 'status 200 and a signed JWT as body'
  const { status, body } = exchange.response
  if (!isSuccess(exchange)) return judge(false, expected, `status ${status}`, exchange)
  const decoded = decodeJwt(body.trim())
  if (!decoded.ok && decoded.encrypted) return unknown('the answer is encrypted, so nothing can be said of it', 'as')
  const problems = decoded.ok ? decoded.jwt.duplicates.map((name) => `"${name}" occurs twice`) : [decoded.problem]
  return judgeProblems(problems, expected, 'a signed JWT', exchange)
})

/** A question about the JWT; where there is none to look into, another check says so. */
const askJwt = (question: (jwt: Jwt, exchange: Answered, trace: Trace) => Answer): Check =>
  askSuccess(step, (exchange, trace) => {
    const decoded = decodeJwt(exchange.response.body.trim())
    if (decoded.ok) return question(decoded.jwt, exchange, trace)
    return unknown(`the introspection response is no signed JWT that can be looked into: ${decoded.problem}`, 'as')
  })

/** Asks only about an answer that is a JWT. */
const whereJwt =
  (check: Check): Check =>
  (trace) =>
    askJwt(() => check(trace))(trace)

const typ: Check = askJwt(({ header }, exchange) => {
  const ok = typeof header.typ === 'string' && /^(application\/)?token-introspection\+jwt$/i.test(header.typ)
  return judge(ok, '"typ": "token-introspection+jwt"', show(header.typ), exchange)
})

const issuer: Check = askJwt(({ claims }, exchange, { metadata, issuer: configured }) => {
  const wanted = claims.iss === metadata?.issuer ? claims.iss : configured
  return judge(claims.iss === wanted, `"iss" is ${String(wanted)}`, show(claims.iss, 200), exchange)
})

const audience: Check = askJwt(({ claims: { aud } }, exchange, { client }) => {
  const ok = aud === client.id || (isStringArray(aud) && aud.includes(client.id))
  return judge(ok, `"aud" is ${client.id}, who asked`, show(aud, 200), exchange)
})

const skewS = 300

const issuedAt: Check = askJwt(({ claims: { iat } }, exchange) => {
  const now = exchange.timing.startedAt / 1000
  const off = typeof iat === 'number' ? Math.round(iat - now) : null
  const seen = off === null ? `"iat" is ${shapeOf(iat)}` : `${off} s from now`
  const expected = '"iat" is the time of the answer (5 minutes of clock difference allowed)'
  return judge(off !== null && Math.abs(off) <= skewS, expected, seen, exchange)
})

/** Seconds after which the time of the answer cannot be that of the token, whatever is rounded. */
const apartS = 2

/** Told only where the question came some seconds after the token was made, so that the two times differ. */
const notIssuedWithToken: Check = askJwt(({ claims: { iat, token_introspection: inner } }, exchange, trace) => {
  const ofToken = isObject(inner) ? inner.iat : undefined
  if (typeof ofToken !== 'number') return notApplicable('the answer does not say when the token was made')
  const issued = trace.exchanges.token?.at(-1)
  const apart = issued ? (exchange.timing.startedAt - issued.timing.startedAt) / 1000 : 0
  if (apart < apartS) return notApplicable('the question came too soon after the token to tell the two times apart')
  const ok = typeof iat === 'number' && iat > ofToken
  const seen = ok ? `${iat - ofToken} s later` : `"iat" is ${show(iat)}`
  return judge(ok, `"iat" is later than that of the token, ${ofToken}`, seen, exchange)
})

const members: Check = askJwt(({ claims }, exchange) => {
  const inner = claims.token_introspection
  const seen = isObject(inner) ? `"active" in it is ${show(inner.active)}` : `it is ${shapeOf(inner)}`
  const ok = isObject(inner) && typeof inner.active === 'boolean'
  return judge(ok, '"token_introspection" is an object with a boolean "active"', seen, exchange)
})

const noTokenClaims: Check = askJwt(({ claims }, exchange) => {
  const problems = ['sub', 'exp'].filter((name) => claims[name] !== undefined).map((name) => `"${name}" is there`)
  return judgeProblems(problems, 'neither "sub" nor "exp" at top level', 'neither is there', exchange)
})

/** JWT introspection responses (RFC 9701 section 5, FAPI2-MS 5.5.1). */
export const introspectionJwt = whereIntrospection(
  allGuarded(offered, {
    'introspection-jwt-response': isJwt,
    'introspection-jwt-content-type': whereJwt(contentTypeCheck(step, ['application/token-introspection+jwt'])),
    'introspection-jwt-typ': typ,
    'introspection-jwt-iss': issuer,
    'introspection-jwt-aud': audience,
    'introspection-jwt-iat': issuedAt,
    'introspection-jwt-iat-not-of-token': notIssuedWithToken,
    'introspection-jwt-members': members,
    'introspection-jwt-no-token-claims': noTokenClaims,
    'introspection-jwt-only-inactive': whereJwt(onlyInactive(step)),
    'introspection-jwt-bound-to-proof-key': whereJwt(boundToProofKey(step)),
    'introspection-jwt-bound-to-certificate': whereJwt(boundToCertificate(step)),
    'introspection-jwt-alg': askJwt(algAnswer),
    'introspection-jwt-signed': askJwt(signedAnswer),
    'introspection-jwt-signature': askJwt(signatureAnswer),
  }),
)

/** At least one of the three options of Message Signing is in use (FAPI2-MS 5.2). */
const somethingSigned: Check = (trace) => {
  const { request, response } = trace.variant
  const used = [
    ...(request === 'signed' ? ['requests'] : []),
    ...(response === 'jarm' ? ['authorization responses'] : []),
    ...(readsAsJwt(trace) ? ['introspection responses'] : []),
  ]
  const exchange = trace.exchanges[step]?.at(-1) ?? null
  if (used.length > 0) return judge(true, 'something that is signed', `signed: ${used.join(', ')}`, exchange)
  const remedy = 'set "request: signed" or "response: jarm" in the variant'
  return unknown(`nothing of Message Signing is in use: requests and responses are plain; ${remedy}`, 'config')
}

function readsAsJwt(trace: Trace): boolean {
  const read = readResponse(trace, step)
  return read.ok && looksLikeJwt(read.value)
}

/** Whether there is anything to test. */
export const messageSigning = { 'message-signing-in-use': somethingSigned } satisfies Record<string, Check>
