import type { Answer, Cell } from '../checks/types.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import type { ApiClient, ApiToken, ApiUnknown } from './apiTypes.ts'
import { noAnswer, objectIn, valuesOf } from './ask.ts'
import type { Probe, ProbeContext } from './types.ts'

/** One try of an endpoint with a token. */
interface Tried {
  readonly kind: 'tried'
  readonly endpoint: Endpoint
  readonly exchange: Exchange
  readonly cell: Cell
}
type Trial = Tried | ApiUnknown

/** What a row of the matrix is about: one token for one set of scope values. */
export interface Row {
  readonly api: ApiClient
  readonly token: ApiToken
  readonly trials: readonly Trial[]
}

const isSuccess = ({ response }: Exchange): boolean =>
  response !== null && response.status >= 200 && response.status < 300

/** The error code of a refusal: of the challenge (RFC 6750 section 3), else of the body. */
export function refusalCode(exchange: Exchange): string | null {
  for (const challenge of valuesOf(exchange, 'www-authenticate')) {
    const [, code] = /\berror\s*=\s*"?([A-Za-z0-9_.-]+)"?/i.exec(challenge) ?? []
    if (code !== undefined) return code
  }
  const error = objectIn(exchange)?.error
  return typeof error === 'string' ? error : null
}

function observed(exchange: Exchange): string {
  if (exchange.response === null) return 'no answer'
  const code = isSuccess(exchange) ? null : refusalCode(exchange)
  return code === null ? String(exchange.response.status) : `${exchange.response.status} ${code}`
}

const opens = (scopes: readonly string[], endpoint: Endpoint): boolean =>
  endpoint.scopes.every((scope) => scopes.includes(scope))

/** The trials of a row are needed by several cases: a call is made once per API, token and endpoint. */
const made = new WeakMap<ApiClient, Map<string, Promise<Trial>>>()

/**
 * A call of the endpoint that was accepted: with exactly its own scopes, or with all of the ecosystem where the server asks
 * for more than was agreed. Without one, a refusal says nothing about the scope.
 */
async function opened(api: ApiClient, all: readonly string[], endpoint: Endpoint): Promise<true | ApiUnknown> {
  const honest = await api.honestCall(endpoint)
  if (honest.kind === 'unknown') return honest
  if (honest.accepted) return true
  const reason = `the honest call of ${endpoint.id} was answered ${observed(honest.exchange)}, not ${endpoint.status}`
  const token = await api.tokenFor(all)
  if (token.kind !== 'token') return { kind: 'unknown', reason, attributed: 'rs' }
  const exchange = await api.call(endpoint, token)
  if ('kind' in exchange) return exchange
  return isSuccess(exchange) ? true : { kind: 'unknown', reason, attributed: 'rs' }
}

async function tryCell(
  { api, all }: { readonly api: ApiClient; readonly all: readonly string[] },
  token: ApiToken,
  scopes: readonly string[],
  endpoint: Endpoint,
): Promise<Trial> {
  const control = await opened(api, all, endpoint)
  if (control !== true) return control
  const exchange = await api.call(endpoint, token)
  if ('kind' in exchange) return exchange
  const silent = noAnswer(exchange, 'rs')
  if (silent !== null) return { ...silent, attributed: silent.attributed ?? 'rs' }
  const expected = opens(scopes, endpoint) ? 'allow' : 'deny'
  const { id, method } = endpoint
  const cell = { scopes, endpoint: id, method, client: token.client, expected, observed: observed(exchange) } as const
  return { kind: 'tried', endpoint, exchange, cell }
}

function trial(
  from: { readonly api: ApiClient; readonly all: readonly string[] },
  token: ApiToken,
  scopes: readonly string[],
  endpoint: Endpoint,
): Promise<Trial> {
  const { api } = from
  const known = made.get(api) ?? new Map<string, Promise<Trial>>()
  made.set(api, known)
  const key = JSON.stringify([token.client, token.accessToken, scopes, endpoint.id])
  const found = known.get(key) ?? tryCell(from, token, scopes, endpoint)
  known.set(key, found)
  return found
}

/** The row of the matrix for one set of scope values: one token, every endpoint. */
export async function rowFor({ api, profile }: ProbeContext, scopes: readonly string[]): Promise<Row | Answer> {
  const endpoints = profile?.api?.endpoints ?? []
  if (!api || endpoints.length === 0) return { kind: 'not-applicable', reason: 'the profile describes no API' }
  const token = await api.tokenFor(scopes)
  if (token.kind === 'unknown') return token
  if (token.kind === 'refused') {
    const reason = `no token with scope ${scopes.join(' ')}: ${token.step} was refused (${token.code ?? token.detail})`
    return { kind: 'unknown', reason, attributed: 'as' }
  }
  const all = [...new Set(endpoints.flatMap((endpoint) => endpoint.scopes))]
  return {
    api,
    token,
    trials: await Promise.all(endpoints.map((endpoint) => trial({ api, all }, token, scopes, endpoint))),
  }
}

const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`

/** Answers for those trials of the row of a use case that a question is about. */
function askRow(expected: Cell['expected'], question: (tried: Tried) => Answer): Probe {
  return async (context) => {
    if (!context.useCase) return [{ kind: 'unknown', reason: 'the case is about no use case', attributed: 'harness' }]
    const row = await rowFor(context, context.useCase.scopes)
    if ('kind' in row) return [row]
    const answers = row.trials.flatMap((one): Answer[] => {
      if (one.kind === 'unknown') return [one]
      return one.cell.expected === expected ? [question(one)] : []
    })
    const none = expected === 'allow' ? 'open no endpoint' : 'open every endpoint'
    return answers.length > 0
      ? answers
      : [{ kind: 'not-applicable', reason: `the scopes of ${context.useCase.id} ${none}` }]
  }
}

function judged(good: boolean, expected: string, { exchange, cell }: Tried): Answer {
  const base = { expected, observed: cell.observed, cell, exchange: exchange.id, exchanges: [exchange.id] }
  return good ? { kind: 'yes', ...base } : { kind: 'no', attributed: 'rs', ...base }
}

const scopesOf = ({ cell }: Tried): string => (cell.scopes.length === 0 ? 'no scope' : `scope ${cell.scopes.join(' ')}`)

/** Every endpoint whose scopes the token has is opened by it. */
export const scopesOpen: Probe = askRow('allow', (tried) =>
  judged(isSuccess(tried.exchange), `${nameOf(tried.endpoint)} is open to ${scopesOf(tried)}`, tried),
)

/** No other endpoint is; any refusal will do, a redirect or a crash is none. */
export const scopesDeny: Probe = askRow('deny', (tried) => {
  const status = tried.exchange.response?.status ?? 0
  const expected = `${nameOf(tried.endpoint)} is closed to ${scopesOf(tried)}`
  if (status >= 500) {
    const reason = `${expected}, but the server failed with status ${status}`
    return { kind: 'unknown', reason, attributed: 'rs' }
  }
  return judged(status >= 400, expected, tried)
})

/** RFC 6750 section 3.1: such a refusal is 403 with `insufficient_scope`; a 401 is for tokens that are no good at all. */
export const scopesDenyByCode: Probe = askRow('deny', (tried) => {
  const status = tried.exchange.response?.status ?? 0
  if (status < 400 || status >= 500) return { kind: 'unknown', reason: 'the call was not refused', attributed: 'rs' }
  const good = status === 403 && refusalCode(tried.exchange) === 'insufficient_scope'
  return judged(good, `403 insufficient_scope for ${scopesOf(tried)} at ${nameOf(tried.endpoint)}`, tried)
})
