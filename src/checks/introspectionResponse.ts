import { isObject, isStringArray, type JsonObject } from '../json/object.ts'
import type { Exchange } from '../wire/types.ts'
import { askSuccess } from './ask.ts'
import { disagreements } from './introspectionAgrees.ts'
import { judge, judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { whereIntrospection, whereNamed } from './offered.ts'
import { type Answered, readObject } from './readExchange.ts'
import { formOf, proofKeyOf } from './sentRequest.ts'
import { shapeOf, show } from './showValue.ts'
import { contentTypeCheck, statusCheck } from './successBody.ts'
import { tokenIntrospection } from './tokenIntrospection.ts'
import type { Answer, Check, Trace } from './types.ts'
import { where } from './where.ts'

type AskMembers = (members: JsonObject, exchange: Answered, trace: Trace) => Answer

/** The answer as JSON, or as the JWT that RFC 9701 defines. */
export type IntrospectionStep = 'introspect' | 'introspect_jwt'

const askMembers = (question: AskMembers, step: IntrospectionStep = 'introspect'): Check =>
  askSuccess(step, (exchange, trace) => {
    const members = tokenIntrospection(exchange.response)
    if (members === null)
      return unknown('the introspection response is no JSON object, so there is nothing to look at', 'as')
    return question(members, exchange, trace)
  })

/** A server may tell a client nothing about a token (RFC 7662 section 2.2): then there is nothing to look at, and no fault. */
const askActive = (question: AskMembers, step: IntrospectionStep = 'introspect'): Check =>
  askMembers(
    (members, exchange, trace) =>
      members.active === false
        ? notApplicable('the server reports the token as not active to this client')
        : question(members, exchange, trace),
    step,
  )

const wellFormed: Check = askSuccess('introspect', (exchange) => {
  const members = tokenIntrospection(exchange.response)
  const seen = members === null ? 'no JSON object' : `"active" is ${show(members.active)}`
  return judge(typeof members?.active === 'boolean', 'a JSON object with a boolean "active"', seen, exchange)
})

/** The request that brought the introspected token: the token step, or a refresh after it. */
function issuedBy(trace: Trace, exchange: Exchange): Exchange | null {
  const asked = formOf(exchange).find(([name]) => name === 'token')?.[1]
  for (const step of ['refresh', 'token'] as const) {
    const read = readObject(trace, step)
    if (read.ok && (asked === undefined || read.value.body.access_token === asked)) return read.value.exchange
  }
  return null
}

const proofKeyBinding: AskMembers = ({ cnf }, exchange, trace) => {
  const issue = issuedBy(trace, exchange)
  const key = (issue && proofKeyOf(issue)) ?? trace.sent.dpopJkt
  if (key === null) return unknown('no DPoP proof was sent for this token', 'harness')
  const jkt = isObject(cnf) ? cnf.jkt : undefined
  const seen =
    jkt === key
      ? 'the thumbprint of the proof key'
      : jkt === undefined
        ? `"cnf" is ${show(cnf)}`
        : `another key: ${show(jkt)}`
  return judge(jkt === key, '"cnf" with "jkt", the SHA-256 thumbprint of the proof key', seen, exchange)
}

const certificateBinding: AskMembers = ({ cnf }, exchange, { client }) => {
  if (client.certThumbprint === null) return unknown('the client has no certificate', 'config')
  const thumbprint = isObject(cnf) ? cnf['x5t#S256'] : undefined
  const ok = thumbprint === client.certThumbprint
  const seen = ok ? 'the thumbprint of the client certificate' : `"cnf" is ${show(cnf)}`
  return judge(ok, '"cnf" with "x5t#S256", the base64url SHA-256 of the client certificate', seen, exchange)
}

/** The answer of that step names the key of the proof (RFC 9449 section 6.2). */
export const boundToProofKey = (step: IntrospectionStep): Check =>
  where({ sender_constraint: 'dpop' }, askActive(proofKeyBinding, step))

/** The answer of that step names the client certificate (RFC 8705 section 3.2). */
export const boundToCertificate = (step: IntrospectionStep): Check =>
  where({ sender_constraint: 'mtls' }, askActive(certificateBinding, step))

/** RFC 7662 section 2.2: of a token that is not active, nothing else is said. */
export const onlyInactive = (step: IntrospectionStep): Check =>
  askMembers((members, exchange) => {
    if (members.active !== false)
      return notApplicable('the token is not reported as inactive, so there may be more to say')
    const more = Object.keys(members).filter((name) => name !== 'active')
    return judgeProblems(
      more.map((name) => `"${name}" is there, too`),
      '"active": false and nothing else',
      'nothing else',
      exchange,
    )
  }, step)

const agrees: Check = askActive((members, exchange, trace) =>
  judgeProblems(
    disagreements(members, issuedBy(trace, exchange), trace),
    'client_id, scope, iat and exp as in the token response',
    'nothing else than the token response',
    exchange,
  ),
)

const tokenType: Check = askActive((members, exchange) => {
  const type = members.token_type
  if (type === undefined) return notApplicable('the introspection response has no "token_type"')
  return judge(typeof type === 'string' && type.toLowerCase() === 'dpop', '"token_type" is DPoP', show(type), exchange)
})

const isText = (value: unknown): boolean => typeof value === 'string'
const isInteger = (value: unknown): boolean => Number.isInteger(value)

const TYPES: readonly (readonly [readonly string[], (value: unknown) => boolean, string])[] = [
  [['scope', 'client_id', 'username', 'token_type', 'sub', 'iss', 'jti'], isText, 'a string'],
  [['exp', 'iat', 'nbf'], isInteger, 'an integer'],
  [['aud'], (value) => isText(value) || isStringArray(value), 'a string or an array of strings'],
  [['cnf'], isObject, 'an object'],
]

const memberTypes: Check = askMembers((members, exchange) => {
  const problems = TYPES.flatMap(([names, fits, what]) =>
    names
      .filter((name) => members[name] !== undefined && !fits(members[name]))
      .map((name) => `"${name}" is ${shapeOf(members[name])}, expected ${what}`),
  )
  return judgeProblems(
    problems,
    'members of the types of RFC 7662 section 2.2',
    'all known members have them',
    exchange,
  )
})

/** The answer about a live access token (RFC 7662 section 2.2). */
export const introspectionResponse = whereIntrospection({
  'introspection-response-status': statusCheck('introspect', 200),
  'introspection-response-content-type': contentTypeCheck('introspect', [
    'application/json',
    'application/token-introspection+jwt',
  ]),
  'introspection-response-well-formed': wellFormed,
  'introspection-response-member-types': memberTypes,
  'introspection-response-agrees': agrees,
  'introspection-response-bound-to-proof-key': boundToProofKey('introspect'),
  'introspection-response-bound-to-certificate': boundToCertificate('introspect'),
  'introspection-response-only-inactive': onlyInactive('introspect'),
  'introspection-response-token-type': where({ sender_constraint: 'dpop' }, tokenType),
})

/** The answer to a revocation (RFC 7009 section 2.2). */
export const revocationResponse = whereNamed('revocation_endpoint', {
  'revocation-response-status': statusCheck('revoke', 200),
})
