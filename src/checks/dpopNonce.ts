import { challengeParam, parseChallenges } from './challenge.ts'
import { cacheDirectives, headerList, headerValues } from './headers.ts'
import { judgeProblems, notApplicable } from './makeAnswer.ts'
import { errorCodeOf } from './oauthError.ts'
import { type Answered, isAnswered } from './readExchange.ts'
import { show } from './showValue.ts'
import { partyAt } from './stepOutcome.ts'
import type { Check, Trace } from './types.ts'
import { allWhere } from './where.ts'

const noncesOf = ({ response }: Answered): string[] => headerValues(response.headers, 'dpop-nonce')

/** Answered exchanges of some steps, with the step. */
function exchangesAt({ exchanges }: Trace, steps: readonly string[] | null): { step: string; exchange: Answered }[] {
  return Object.entries(exchanges).flatMap(([step, list]) =>
    steps === null || steps.includes(step)
      ? (list ?? []).filter(isAnswered).map((exchange) => ({ step, exchange }))
      : [],
  )
}

/** A rule for every response that carries a nonce; the problem of one response, null if it keeps the rule. */
const everyNonce =
  (rule: (exchange: Answered) => string | null, expected: string, good: string): Check =>
  (trace) => {
    const carrying = exchangesAt(trace, null).filter(({ exchange }) => noncesOf(exchange).length > 0)
    if (carrying.length === 0) return notApplicable('no response carries a DPoP-Nonce')
    const broken = carrying.flatMap(({ step, exchange }) => {
      const problem = rule(exchange)
      return problem === null ? [] : [{ step, exchange, text: `${step}: ${problem}` }]
    })
    const attributed = broken[0] ? partyAt(broken[0].step === 'resource' ? 'resource' : 'token') : 'as'
    const subjects = (broken.length > 0 ? broken : carrying).map(({ exchange }) => exchange)
    return judgeProblems([...new Set(broken.map(({ text }) => text))], expected, good, subjects, attributed)
  }

const NQCHAR = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const badNonce = (exchange: Answered): string | null => {
  const bad = noncesOf(exchange).find((nonce) => !NQCHAR.test(nonce))
  return bad === undefined ? null : bad === '' ? 'an empty nonce' : `a nonce with other characters: ${show(bad, 40)}`
}

/** Only answers to GET are stored without being asked to be (RFC 9111 section 3). */
function cacheable({ request, response }: Answered): string | null {
  if (request.method !== 'GET' || response.status < 200 || response.status > 299) return null
  const directives = cacheDirectives(response.headers)
  if (directives.includes('no-store') || directives.includes('no-cache')) return null
  return `Cache-Control: ${headerList(response.headers, 'cache-control') ?? 'absent'}`
}

/** A refusal that asks for a nonce: by its error code, or by the nonce that a proof without one is answered with. */
function demandProblemsAs({ response }: Answered): string[] {
  const problems: string[] = []
  if (response.status !== 400) problems.push(`status ${response.status}`)
  if (headerValues(response.headers, 'dpop-nonce').length === 0) problems.push('no DPoP-Nonce header')
  return problems
}

function demandProblemsRs({ response }: Answered): string[] {
  const { challenges } = parseChallenges(response.headers)
  const named = challenges.some(
    (one) => one.scheme.toLowerCase() === 'dpop' && challengeParam(one, 'error') === 'use_dpop_nonce',
  )
  const problems: string[] = []
  if (response.status !== 401) problems.push(`status ${response.status}`)
  if (!named) problems.push('no challenge of scheme DPoP with error="use_dpop_nonce"')
  if (headerValues(response.headers, 'dpop-nonce').length === 0) problems.push('no DPoP-Nonce header')
  return problems
}

/** A resource names the code in its challenge or, wrongly, only in the body; both mean that a nonce is wanted. */
const demandsNonce = ({ response }: Answered): boolean =>
  response.status >= 400 &&
  (errorCodeOf(response.body) === 'use_dpop_nonce' ||
    headerValues(response.headers, 'www-authenticate').some((value) => value.includes('use_dpop_nonce')))

const demand =
  (
    steps: readonly string[],
    problemsOf: (exchange: Answered) => string[],
    expected: string,
    attributed: 'as' | 'rs',
  ): Check =>
  (trace) => {
    const demands = exchangesAt(trace, steps).filter(({ exchange }) => demandsNonce(exchange))
    if (demands.length === 0) return notApplicable('no DPoP nonce was demanded')
    const problems = demands.flatMap(({ step, exchange }) =>
      problemsOf(exchange).map((problem) => `${step}: ${problem}`),
    )
    const subjects = demands.map(({ exchange }) => exchange)
    return judgeProblems(
      [...new Set(problems)],
      expected,
      `${demands.length} demands in this form`,
      subjects,
      attributed,
    )
  }

/** DPoP nonces on any response of the flow (RFC 9449 sections 8 and 9). */
export const dpopNonce = allWhere(
  { sender_constraint: 'dpop' },
  {
    'dpop-nonce-single': everyNonce(
      (exchange) => (noncesOf(exchange).length > 1 ? `${noncesOf(exchange).length} DPoP-Nonce headers` : null),
      'one DPoP-Nonce header per response',
      'one on each response',
    ),
    'dpop-nonce-characters': everyNonce(badNonce, 'nonces of one or more NQCHAR characters', 'all of them are'),
    'dpop-nonce-not-cacheable': everyNonce(
      cacheable,
      'responses with DPoP-Nonce are not cacheable',
      'none can be stored',
    ),
    'dpop-nonce-demand-token': demand(
      ['par', 'token', 'refresh'],
      demandProblemsAs,
      'status 400 with use_dpop_nonce and a DPoP-Nonce header',
      'as',
    ),
    'dpop-nonce-demand-resource': demand(
      ['resource'],
      demandProblemsRs,
      'status 401 with a DPoP challenge (use_dpop_nonce) and a DPoP-Nonce header',
      'rs',
    ),
  },
)
