import { judgeExchange, type StepOutcome } from '../checks/refusal.ts'
import type { Answer, Cell } from '../checks/types.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { type EndpointContext, honestAnswer, type Unknown } from './apiAnswer.ts'
import type { ApiToken, ApiUnknown } from './apiTypes.ts'
import type { Probe, ProbeContext } from './types.ts'

/** One try of an endpoint with a token. */
interface Tried {
  readonly kind: 'tried'
  readonly endpoint: Endpoint
  readonly token: ApiToken
  readonly exchange: Exchange
  readonly outcome: StepOutcome
  readonly cell: Cell
}

const observed = ({ status, code, detail }: StepOutcome): string =>
  status === null ? detail : code === null ? String(status) : `${status} ${code}`

const opens = (scopes: readonly string[], endpoint: Endpoint): boolean =>
  endpoint.scopes.every((scope) => scopes.includes(scope))

/** What an answer says that neither opens an endpoint nor closes it. */
export function unclear({ detail, attributed }: StepOutcome, endpoint: Endpoint): Unknown {
  return { kind: 'unknown', reason: `${endpoint.method} ${endpoint.path}: ${detail}`, attributed: attributed ?? 'rs' }
}

/**
 * Whether a call of the endpoint was accepted: with exactly its own scopes, or with all of the ecosystem where the server asks
 * for more than was agreed. Without one, a refusal says nothing about the scope.
 */
async function control(given: EndpointContext, all: readonly string[]): Promise<true | Unknown | ApiUnknown> {
  const honest = await honestAnswer(given)
  if (honest.kind === 'honest') return true
  const token = await given.api.tokenFor(all)
  if (token.kind !== 'token') return honest
  const exchange = await given.api.call(given.endpoint, token)
  return !('kind' in exchange) && judgeExchange('resource', exchange).kind === 'accepted' ? true : honest
}

async function tryCell(
  given: EndpointContext & { readonly all: readonly string[] },
  token: ApiToken,
  scopes: readonly string[],
): Promise<Tried | Unknown | ApiUnknown> {
  const { api, endpoint } = given
  const controlled = await control(given, given.all)
  if (controlled !== true) return controlled
  const exchange = await api.call(endpoint, token)
  if ('kind' in exchange) return exchange
  const outcome = judgeExchange('resource', exchange)
  const expected = opens(scopes, endpoint) ? 'allow' : 'deny'
  const { id, method } = endpoint
  const seen = { endpoint: id, method, client: token.client, observed: observed(outcome) }
  return { kind: 'tried', endpoint, token, exchange, outcome, cell: { scopes, expected, ...seen } }
}

/** An access token for a set of scope values, or why there is none to try. */
export async function tokenOf({ api }: ProbeContext, scopes: readonly string[]): Promise<ApiToken | Unknown> {
  if (!api) return { kind: 'unknown', reason: 'the profile describes no API', attributed: 'config' }
  const token = await api.tokenFor(scopes)
  if (token.kind !== 'refused') return token
  const reason = `no token with scope ${scopes.join(' ')}: ${token.step} was refused (${token.code ?? token.detail})`
  return { kind: 'unknown', reason, attributed: 'as' }
}

/** Asks about those cells of a use case's row that the profile expects to be open, or closed. One token serves them all. */
const forCells =
  (expected: Cell['expected'], question: (tried: Tried) => Answer): Probe =>
  async (context) => {
    const { api, useCase, profile } = context
    if (!api || !useCase)
      return [{ kind: 'unknown', reason: 'the profile describes no use case to ask about', attributed: 'config' }]
    const endpoints = profile?.api?.endpoints ?? []
    const concerned = endpoints.filter((one) => opens(useCase.scopes, one) === (expected === 'allow'))
    if (concerned.length === 0) {
      const what = expected === 'allow' ? 'no endpoint' : 'every endpoint'
      return [{ kind: 'not-applicable', reason: `the scopes of ${useCase.id} open ${what}` }]
    }
    const token = await tokenOf(context, useCase.scopes)
    if (token.kind === 'unknown') return [token]
    const all = [...new Set(endpoints.flatMap(({ scopes }) => scopes))]
    const cells = concerned.map((endpoint) => tryCell({ context, api, endpoint, all }, token, useCase.scopes))
    return (await Promise.all(cells)).map((one) => (one.kind === 'tried' ? question(one) : one))
  }

const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`
const scopesOf = ({ cell }: Tried): string => `scope ${cell.scopes.join(' ')}`

function judged(good: boolean, expected: string, { exchange, cell }: Tried): Answer {
  const base = { expected, observed: cell.observed, cell, exchange: exchange.id, exchanges: [exchange.id] }
  return good ? { kind: 'yes', ...base } : { kind: 'no', attributed: 'rs', ...base }
}

/** An endpoint that opens to what the token response says was granted, though nobody asked for it, is not to blame. */
function opened(tried: Tried, expected: string): Answer {
  const { token, endpoint, cell } = tried
  const extra = (token.granted ?? []).filter((scope) => endpoint.scopes.includes(scope) && !token.asked.includes(scope))
  const answer = judged(false, expected, tried)
  const isGranted = endpoint.scopes.every((scope) => token.granted?.includes(scope))
  if (!isGranted || answer.kind !== 'no') return answer
  return { ...answer, observed: `${cell.observed}, as ${extra.join(' ')} was granted unasked`, attributed: 'as' }
}

/** Every endpoint whose scopes the token has is opened by it. */
export const scopesOpen: Probe = forCells('allow', (tried) => {
  const { outcome, endpoint } = tried
  if (outcome.kind !== 'accepted' && outcome.kind !== 'refused') return unclear(outcome, endpoint)
  return judged(outcome.kind === 'accepted', `${nameOf(endpoint)} is open to ${scopesOf(tried)}`, tried)
})

/** No other endpoint is. */
export const scopesDeny: Probe = forCells('deny', (tried) => {
  const { outcome, endpoint } = tried
  if (outcome.kind !== 'accepted' && outcome.kind !== 'refused') return unclear(outcome, endpoint)
  const expected = `${nameOf(endpoint)} is closed to ${scopesOf(tried)}`
  return outcome.kind === 'refused' ? judged(true, expected, tried) : opened(tried, expected)
})

/** RFC 6750 section 3.1: such a refusal is 403 with `insufficient_scope`; a 401 is for tokens that are no good at all. */
export const scopesDenyByCode: Probe = forCells('deny', (tried) => {
  const { outcome, endpoint } = tried
  if (outcome.kind === 'accepted')
    return { kind: 'unknown', reason: `${nameOf(endpoint)} was not refused to ${scopesOf(tried)}`, attributed: 'rs' }
  const isRedirect = outcome.status !== null && outcome.status >= 300 && outcome.status < 400
  if (outcome.kind !== 'refused' && !isRedirect) return unclear(outcome, endpoint)
  const named = outcome.status === 403 && outcome.code === 'insufficient_scope'
  const good = named && outcome.form === 'challenge'
  const { cell } = tried
  // The code may stand in the body, but has to stand in the challenge (RFC 6750 section 3).
  const observed = named && !good ? `${cell.observed} without WWW-Authenticate` : cell.observed
  const expected = `403 insufficient_scope for ${scopesOf(tried)} at ${nameOf(endpoint)}`
  return judged(good, expected, { ...tried, cell: { ...cell, observed } })
})
