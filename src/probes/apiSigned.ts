import { decodeJwt, type Jwt } from '../checks/jwt.ts'
import { mediaTypeOf } from '../checks/mediaType.ts'
import type { Answered } from '../checks/readExchange.ts'
import { show } from '../checks/showValue.ts'
import { isNone } from '../checks/signingAlgs.ts'
import type { Answer } from '../checks/types.ts'
import { signatureProblem } from '../checks/verifyJws.ts'
import { isObject, jsonOf } from '../json/object.ts'
import { forSuccess, skip } from './apiAnswer.ts'
import type { AnswerKeys } from './apiTypes.ts'
import type { Probe } from './types.ts'

/** RFC 7515 section 9.2.1, RFC 7519 section 10.3.1. */
const JWS_TYPE = /^application\/(?:jwt|jose|[\w.-]+\+jwt)$/

/** What is wrong with the header of a signed answer, besides its signature. */
function headerProblems({ header, duplicates }: Jwt, algs: readonly string[], { keys, from }: AnswerKeys): string[] {
  const problems = duplicates.map((name) => `${show(name, 60)} occurs twice in one object`)
  if (isNone(header.alg)) problems.push(`alg ${show(header.alg)}: it is not signed`)
  else if (!algs.includes(String(header.alg))) problems.push(`alg ${show(header.alg)} instead of ${algs.join(', ')}`)
  const isNamed = typeof header.kid === 'string' && header.kid !== ''
  if (keys.length > 1 && !isNamed) problems.push(`no "kid", though ${from} has ${keys.length} keys`)
  return problems
}

/** One answer for the form of the body, then one each for header and signature. */
function judged(exchange: Answered, algs: readonly string[], published: AnswerKeys): readonly Answer[] {
  const at = { exchange: exchange.id, exchanges: [exchange.id] }
  const say = (expected: string, problems: readonly string[], good: string): Answer =>
    problems.length === 0
      ? { kind: 'yes', expected, observed: good, ...at }
      : { kind: 'no', expected, observed: problems.join('; '), attributed: 'rs', ...at }
  const { body, headers } = exchange.response
  const type = mediaTypeOf(headers)
  const decoded = decodeJwt(body.trim())
  const isTyped = JWS_TYPE.test(type ?? '')
  const form = [
    ...(decoded.ok ? [] : [jsonOf(body) === undefined ? decoded.problem : 'plain JSON, not signed']),
    ...(isTyped ? [] : [`Content-Type ${type ?? 'is missing'}`]),
  ]
  const answers = [say('a body that is one JWS, sent as application/jwt or application/jose', form, 'so it is')]
  if (!decoded.ok) return answers
  const { jwt } = decoded
  const header = `alg ${algs.join(' or ')}, and "kid" where there are several keys`
  answers.push(say(header, headerProblems(jwt, algs, published), `alg ${show(jwt.header.alg)}`))
  if (isNone(jwt.header.alg)) return answers
  const problem = signatureProblem(jwt, published.keys.filter(isObject))
  answers.push(
    say(`a signature that verifies with a key of ${published.from}`, problem ? [problem] : [], 'it verifies'),
  )
  return answers
}

/** Whether an answer that has to be signed is, by a published key and with an algorithm that the profile allows. */
export const answerIsSigned: Probe = forSuccess(async ({ exchange }, { context, api, endpoint }) => {
  if (!endpoint.signedAnswer) return [skip('the profile asks for no signed answer of this endpoint')]
  const published = await api.keys()
  if (published.kind === 'unknown') return [published]
  return judged(exchange, context.profile?.api?.signingAlgs ?? [], published)
})
