import type { Exchange } from '../wire/types.ts'
import type { Jwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { publishedKeys } from './publishedKeys.ts'
import { show } from './showValue.ts'
import { ALLOWED_ALGS, isAllowedAlg, isNone } from './signingAlgs.ts'
import type { Answer, Trace } from './types.ts'
import { signatureProblem } from './verifyJws.ts'

/** A question about a JWT that the authorization server signed, and the exchange that brought it. */
export type AskJws = (jwt: Jwt, exchange: Exchange | null, trace: Trace) => Answer

/** FAPI2-SP 5.4.1 item 1: one of the allowed algorithms; EdDSA over Ed25519 only. */
export const algAnswer: AskJws = ({ header }, exchange, trace) => {
  const key = publishedKeys(trace)?.find((one) => one.kid === header.kid)
  const curve = header.alg === 'EdDSA' && key?.crv === 'Ed448' ? ' over Ed448' : ''
  const ok = isAllowedAlg(header.alg) && curve === ''
  return judge(ok, `signed with ${ALLOWED_ALGS.join(', ')}`, `alg ${show(header.alg)}${curve}`, exchange)
}

/** It has a signature, and its alg is not `none` in any spelling. */
export const signedAnswer: AskJws = ({ header, signature }, exchange) => {
  const problems = isNone(header.alg) ? [`alg ${show(header.alg)}`] : []
  if (signature.length === 0) problems.push('no signature')
  return judgeProblems(problems, 'a JWT with a signature', `alg ${show(header.alg)}`, exchange)
}

/** The signature was made with a key of the published JWK set. */
export const signatureAnswer: AskJws = (jwt, exchange, trace) => {
  const keys = publishedKeys(trace)
  if (keys === null) return unknown('the JWK set of the server could not be read', 'as')
  const problem = signatureProblem(jwt, keys)
  return judge(problem === null, 'the signature verifies with a published key', problem ?? 'it verifies', exchange)
}

/** OpenID Connect Core section 10.1: the header names the key where several are published. */
export const kidAnswer: AskJws = ({ header }, exchange, trace) => {
  if ((publishedKeys(trace)?.length ?? 0) < 2) return notApplicable('the JWK set has a single key')
  const ok = typeof header.kid === 'string' && header.kid !== ''
  return judge(ok, '"kid" in the header, as the JWK set has several keys', `kid ${show(header.kid)}`, exchange)
}
