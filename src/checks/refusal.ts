import { isObject, type JsonObject } from '../json/object.ts'
import type { VisitOutcome } from '../login/types.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { judgeErrorPage } from './errorPage.ts'
import { headerValues } from './headers.ts'
import { decodeJwt } from './jwt.ts'
import { errorCodeOf, errorMemberProblems, jsonErrorProblems, unansweredScheme } from './oauthError.ts'
import { type Answered, isAnswered } from './readExchange.ts'
import { judgeResourceRefusal } from './resourceRefusal.ts'
import { authorizationParams, type Params, valuesOf } from './responseParams.ts'
import { judgeFailure, judgeNoAnswer, outcome, type StepOutcome } from './stepOutcome.ts'
import { parseJson } from './strictJson.ts'
import { tokenIntrospection } from './tokenIntrospection.ts'

export type { RefusalForm, StepOutcome } from './stepOutcome.ts'

const filled = (value: unknown): boolean => typeof value === 'string' && value !== ''

interface Effect {
  readonly what: string
  readonly there: (body: JsonObject) => boolean
}

/** What a 2xx body must hold for the request to have had its effect; steps not named here need only the 2xx. */
const EFFECT: Readonly<Partial<Record<StepName, Effect>>> = {
  discovery: { what: 'a JSON object', there: () => true },
  jwks: { what: '"keys"', there: (body) => Array.isArray(body.keys) },
  par: { what: '"request_uri"', there: (body) => filled(body.request_uri) },
  token: { what: '"access_token"', there: (body) => filled(body.access_token) },
  refresh: { what: '"access_token"', there: (body) => filled(body.access_token) },
}

const introspects = (step: StepName): boolean => step === 'introspect' || step === 'introspect_jwt'

function judgeIntrospection({ response }: Answered): StepOutcome | null {
  const active = tokenIntrospection(response)?.active
  if (active === true) return outcome('accepted', response.status, 'the token is reported as active')
  if (active !== false) return null
  return outcome('refused', response.status, 'the token is reported as not active', { form: 'inactive' })
}

/** RFC 6749 section 5.2 wants 400; an error under a success status is a refusal in the wrong form. */
function judgeErrorIn2xx(exchange: Answered, code: string): StepOutcome {
  const { status } = exchange.response
  const problems = jsonErrorProblems(exchange).filter((problem) => !problem.startsWith('status '))
  return outcome('refused', status, `error "${code}" with status ${status}`, {
    code,
    form: 'json-error',
    formProblems: [`an error with success status ${status}, expected 400`, ...problems],
  })
}

function judge2xx(step: StepName, exchange: Answered): StepOutcome {
  const { status, body: text } = exchange.response
  const read = introspects(step) ? judgeIntrospection(exchange) : null
  if (read !== null) return read
  const effect = EFFECT[step]
  if (effect === undefined && !introspects(step)) return outcome('accepted', status, `accepted with status ${status}`)
  const parsed = parseJson(text)
  const body = parsed.ok && isObject(parsed.value) ? parsed.value : null
  if (effect && body !== null && effect.there(body))
    return outcome('accepted', status, `accepted with status ${status} and ${effect.what}`)
  const code = errorCodeOf(text)
  if (code !== null) return judgeErrorIn2xx(exchange, code)
  const what = effect?.what ?? 'a boolean "active"'
  return outcome('unclear', status, `status ${status} without ${what} and without an error`, { attributed: 'as' })
}

function judgeRedirect(step: StepName, { response }: Answered): StepOutcome {
  const location = headerValues(response.headers, 'location')[0] ?? ''
  const params = authorizationParams(location)
  const result = params.some(([name]) => name === 'error' || name === 'response' || Object.hasOwn(WORDS, name))
  if (step === 'authorize' && result) return { ...judgeCallback(location, null), status: response.status }
  const attributed = step === 'resource' ? 'rs' : 'as'
  return outcome('unclear', response.status, `status ${response.status}: a redirect instead of an answer`, {
    attributed,
  })
}

function judge4xx(step: StepName, exchange: Answered): StepOutcome {
  const { status, body } = exchange.response
  if (step === 'resource' || step === 'userinfo') return judgeResourceRefusal(exchange)
  if (step === 'authorize')
    return outcome('refused', status, `error page with status ${status}`, { form: 'error-page' })
  const code = errorCodeOf(body)
  const detail = code === null ? `refused with status ${status}` : `refused with status ${status} and error "${code}"`
  const form = { form: 'json-error', formProblems: jsonErrorProblems(exchange) } as const
  const requirement = unansweredScheme(exchange) === null ? {} : { formRequirement: 'RFC6749-5.2-b' }
  return outcome('refused', status, detail, { code, ...form, ...requirement })
}

/** Servers have to know GET and HEAD, and here POST; 501 is how they refuse any other method (RFC 9110 sections 9.1 and 15.6.2). */
const isUnknownMethod = ({ request, response }: Answered): boolean =>
  response.status === 501 && !['GET', 'HEAD', 'POST'].includes(request.method)

/** Says whether one exchange at one step was accepted or refused, and in which form. Pure, never throws. */
export function judgeExchange(step: StepName, exchange: Exchange): StepOutcome {
  if (!isAnswered(exchange)) return judgeNoAnswer(step, exchange)
  const { status } = exchange.response
  if (isUnknownMethod(exchange)) return judge4xx(step, exchange)
  const failed = judgeFailure(step, status)
  if (failed !== null) return failed
  if (status >= 400) return judge4xx(step, exchange)
  if (status >= 300) return judgeRedirect(step, exchange)
  return status >= 200 ? judge2xx(step, exchange) : outcome('unclear', status, `status ${status} is no final answer`)
}

/** What an authorization response, error or not, has to carry besides its result. */
export interface ExpectedResponse {
  /** RFC 9207 section 2: `iss` is in error responses too. */
  readonly issuer: string
  /** null: none was sent, so none may come back. */
  readonly state: string | null
}

/** What a response may hand over; tokens are not allowed (FAPI2-SP 5.3.2.2 item 1), but whoever sends one has not refused. */
const WORDS = { code: 'a code', access_token: 'an access token', id_token: 'an ID token' } as const
const GRANTS = ['code', 'access_token', 'id_token'] as const

/** A response without result. An encrypted one (JARM section 2.2) cannot be looked into. */
function nothingIn(params: Params): string {
  const [response] = valuesOf(params, 'response')
  if (response === undefined) return 'redirect to the client with neither "code" nor "error"'
  const decoded = decodeJwt(response)
  const problem = decoded.ok ? 'no result in it' : decoded.problem
  return `redirect to the client with a "response" that cannot be read: ${problem}`
}

function judgeCallback(url: string, expected: ExpectedResponse | null): StepOutcome {
  const params = authorizationParams(url)
  const [error, ...more] = valuesOf(params, 'error')
  const problems: string[] = []
  if (expected !== null) {
    const [states, issuers] = [valuesOf(params, 'state'), valuesOf(params, 'iss')]
    if (issuers.length !== 1 || issuers[0] !== expected.issuer)
      problems.push(`"iss" is ${issuers.join(' and ') || 'absent'}, expected ${expected.issuer}`)
    if (states.length > 1 || (states[0] ?? null) !== expected.state) problems.push('"state" is not the one sent')
  }
  const granted = GRANTS.find((name) => valuesOf(params, name).length > 0)
  if (granted !== undefined) {
    if (error !== undefined) problems.push(`both "${granted}" and "error" are in the response`)
    return outcome('accepted', null, `redirect to the client with ${WORDS[granted]}`, { formProblems: problems })
  }
  if (error === undefined) return outcome('unclear', null, nothingIn(params), { attributed: 'as' })
  if (more.length > 0) problems.push('"error" occurs more than once')
  problems.push(...errorMemberProblems(Object.fromEntries(params)))
  const detail = `redirect to the client with error "${error}"`
  return outcome('refused', null, detail, { code: error, form: 'redirect-error', formProblems: problems })
}

/**
 * Says what a visit of the authorization endpoint came to. With `expected`, a response without the right `iss` or
 * `state` has form problems.
 */
export function judgeVisit(visit: VisitOutcome, expected: ExpectedResponse | null = null): StepOutcome {
  if (visit.kind === 'callback') return judgeCallback(visit.url, expected)
  if (visit.kind === 'page') return judgeErrorPage(visit.page)
  if (visit.kind === 'interaction') return outcome('accepted', visit.page.status, 'a login or consent page is shown')
  if (visit.kind === 'stuck')
    return outcome('unclear', visit.page?.status ?? null, visit.message, { attributed: 'config' })
  const last = visit.exchanges.at(-1)
  if (last && last.response === null) return judgeNoAnswer('authorize', last)
  return outcome('unreachable', null, visit.message, { attributed: 'network' })
}
