import type { Answer } from '../checks/types.ts'
import type { Exchange, WireRequest } from '../wire/types.ts'
import { noAnswer, valuesOf } from './ask.ts'
import { type Challenge, readChallenges } from './challenges.ts'
import type { Unknown } from './handshakes.ts'
import type { Probe, ProbeContext } from './types.ts'

/** What the wire writes by itself. */
const ownHeaders = new Set(['host', 'connection', 'content-length', 'user-agent'])
const credentials = new Set(['authorization', 'dpop'])

type Headers = WireRequest['headers']

/** The honest request with other headers; only because that one was accepted does the refusal of this one say anything. */
function changedRequest(
  { honest }: ProbeContext,
  change: (headers: Headers) => Headers,
): { readonly request: WireRequest } | Unknown {
  const good = honest.exchanges.resource?.at(-1)
  const status = good?.response?.status
  if (!good || status === undefined || status < 200 || status > 299) {
    const seen = good ? (good.error?.message ?? `status ${status}`) : 'none was sent'
    return {
      kind: 'unknown',
      reason: `there is no accepted honest request to the resource to compare with: ${seen}`,
      attributed: honest.stopped?.attributed ?? 'rs',
    }
  }
  const { method, url, headers, body, identity } = good.request
  return {
    request: {
      method,
      url,
      headers: change(headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()))),
      ...(body === null ? {} : { body }),
      ...(identity === null ? {} : { identity }),
    },
  }
}

interface Question {
  readonly expected: string
  readonly holds: (status: number, challenges: readonly Challenge[]) => boolean
  /** Without a challenge (of this scheme) the question does not arise; that there must be one is asked by itself. */
  readonly needsChallenge?: 'any' | 'dpop'
}

function judged({ expected, holds, needsChallenge }: Question, exchange: Exchange): Answer {
  const status = exchange.response?.status ?? 0
  const lines = valuesOf(exchange, 'www-authenticate')
  const challenges = readChallenges(lines)
  const ofScheme = challenges.some(({ scheme }) => needsChallenge === 'any' || scheme.toLowerCase() === needsChallenge)
  if (needsChallenge !== undefined && !ofScheme) {
    const which = needsChallenge === 'any' ? 'challenge' : 'challenge of scheme DPoP'
    return { kind: 'not-applicable', reason: `the resource sends no ${which} (status ${status})` }
  }
  const observed = `status ${status}, ${lines.length === 0 ? 'no WWW-Authenticate' : `WWW-Authenticate: ${lines.join(', ')}`}`
  return {
    kind: holds(status, challenges) ? 'yes' : 'no',
    expected,
    observed,
    attributed: 'rs',
    exchanges: [exchange.id],
  }
}

/** Calls the resource with changed headers and asks something about the refusal. */
const asking =
  (change: (headers: Headers) => Headers, question: Question): Probe =>
  async (context) => {
    const changed = changedRequest(context, change)
    if ('kind' in changed) return [changed]
    const exchange = await context.wire.send(changed.request, context.label('resource'))
    return [noAnswer(exchange, 'rs') ?? judged(question, exchange)]
  }

const withoutCredentials = (question: Question): Probe =>
  asking((headers) => headers.filter(([name]) => !credentials.has(name.toLowerCase())), question)

/** The scheme stays, the token is nobody's. */
const withMadeUpToken = (question: Question): Probe =>
  asking(
    (headers) =>
      headers.map(([name, value]) =>
        name.toLowerCase() === 'authorization' ? [name, `${value.split(' ')[0]} assay-made-up-token`] : [name, value],
      ),
    question,
  )

/** RFC 6750 section 3. */
export const resourceChallenges: Probe = withoutCredentials({
  expected: 'a refusal with a WWW-Authenticate challenge',
  holds: (status, challenges) => status >= 400 && status < 500 && challenges.length > 0,
})

/** RFC 9449 section 7.1. */
export const resourceChallengesWithDpop: Probe = withoutCredentials({
  expected: 'status 401 and a challenge of scheme DPoP',
  holds: (status, challenges) => status === 401 && challenges.some(({ scheme }) => scheme.toLowerCase() === 'dpop'),
})

/** A space-delimited list of JWS algorithm names, none of them for unsigned tokens or shared secrets. */
const isAlgList = (text: string): boolean =>
  /^[A-Za-z0-9-]+( [A-Za-z0-9-]+)*$/.test(text) && !text.split(' ').some((alg) => /^(none|HS\d+)$/i.test(alg))

/** RFC 9449 section 7.1: how else should a client know what it may sign its proof with? */
export const resourceChallengesWithAlgs: Probe = withoutCredentials({
  expected: 'a challenge of scheme DPoP with algs="...", the algorithms that proofs may be signed with',
  holds: (_, challenges) =>
    challenges
      .filter(({ scheme }) => scheme.toLowerCase() === 'dpop')
      .every(({ params }) => params.algs !== undefined && isAlgList(params.algs)),
  needsChallenge: 'dpop',
})

/** RFC 6750 section 3.1, RFC 9449 section 7.2: a client that did not know it needs a token has made no mistake yet. */
export const resourceChallengesWithoutError: Probe = withoutCredentials({
  expected: 'a challenge without error code or other error information',
  holds: (_, challenges) =>
    challenges.every(({ params }) => !('error' in params || 'error_description' in params || 'error_uri' in params)),
  needsChallenge: 'any',
})

/** RFC 6750 section 3, RFC 9449 section 7.1: the challenge says why credentials were not taken; in the body alone it is too late. */
export const resourceChallengesWithError: Probe = withMadeUpToken({
  expected: 'a challenge with error="invalid_token" or another reason, as a token was sent',
  holds: (_, challenges) => challenges.some(({ params }) => params.error !== undefined && params.error !== ''),
  needsChallenge: 'any',
})
