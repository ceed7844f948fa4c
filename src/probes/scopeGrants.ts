import type { Answer } from '../checks/types.ts'
import type { Exchange } from '../wire/types.ts'
import type { ApiToken, CallChanges } from './apiTypes.ts'
import { noAnswer } from './ask.ts'
import { refusalCode, rowFor } from './scopeMatrix.ts'
import type { Probe, ProbeContext } from './types.ts'

/** All scope values that the profile names for its API. */
function ecosystemScopes({ profile }: ProbeContext): ReadonlySet<string> {
  return new Set([
    ...(profile?.api?.endpoints ?? []).flatMap(({ scopes }) => scopes),
    ...(profile?.useCases ?? []).flatMap(({ scopes }) => scopes),
  ])
}

/** Scope values that came back though nobody asked for them; those that are none of the ecosystem's do no harm. */
function unasked(context: ProbeContext, { asked, granted }: ApiToken): readonly string[] {
  const known = ecosystemScopes(context)
  return (granted ?? []).filter((scope) => known.has(scope) && !asked.includes(scope))
}

const noUseCase: Answer = { kind: 'unknown', reason: 'the case is about no use case', attributed: 'harness' }

/** Who asks for the scopes of a use case is granted these, or fewer. */
export const grantsOnlyAsked: Probe = async (context) => {
  if (!context.useCase) return [noUseCase]
  const row = await rowFor(context, context.useCase.scopes)
  if ('kind' in row) return [row]
  const { token } = row
  const more = unasked(context, token)
  const expected = `granted scopes are among those asked for: ${token.asked.join(' ')}`
  const exchanges = [token.response.id]
  return more.length === 0
    ? [{ kind: 'yes', expected, observed: (token.granted ?? token.asked).join(' '), exchanges }]
    : [{ kind: 'no', expected, observed: `also granted: ${more.join(' ')}`, attributed: 'as', exchanges }]
}

/** Who asks for no scope of the ecosystem gets none: the request is refused, or its token opens nothing. */
export const grantsNothingUnasked: Probe = async (context) => {
  const { api } = context
  if (!api) return [{ kind: 'not-applicable', reason: 'the profile describes no API' }]
  const token = await api.tokenFor([], { consents: false, details: [] })
  if (token.kind === 'unknown') return [token]
  const expected = 'no scope of the ecosystem is granted to who asks for none'
  if (token.kind === 'refused') {
    const observed = `refused at ${token.step} with ${token.code ?? token.detail}`
    return [{ kind: 'yes', expected, observed, exchanges: token.exchanges.map(({ id }) => id) }]
  }
  const more = unasked(context, { ...token, asked: [] })
  const exchanges = [token.response.id]
  return more.length === 0
    ? [
        {
          kind: 'yes',
          expected,
          observed: `granted: ${(token.granted ?? token.asked).join(' ') || 'nothing'}`,
          exchanges,
        },
      ]
    : [{ kind: 'no', expected, observed: `granted: ${more.join(' ')}`, attributed: 'as', exchanges }]
}

function refusal(expected: string, exchange: Exchange): Answer {
  const silent = noAnswer(exchange, 'rs')
  if (silent !== null) return silent
  const status = exchange.response?.status ?? 0
  if (status >= 500)
    return { kind: 'unknown', reason: `${expected}, but the server failed with status ${status}`, attributed: 'rs' }
  const code = refusalCode(exchange)
  const observed = code === null ? `status ${status}` : `status ${status} ${code}`
  const exchanges = [exchange.id]
  return status >= 400
    ? { kind: 'yes', expected, observed, exchanges }
    : { kind: 'no', expected, observed, attributed: 'rs', exchanges }
}

/** The honest call of the endpoint is accepted, the changed one has to be refused. */
function refuses(title: string, changes: (token: ApiToken, context: ProbeContext) => CallChanges | string): Probe {
  return async (context) => {
    const { api, endpoint } = context
    if (!api || !endpoint) return [{ kind: 'unknown', reason: 'the case is about no endpoint', attributed: 'harness' }]
    const honest = await api.honestCall(endpoint)
    if (honest.kind === 'unknown') return [honest]
    if (!honest.accepted) {
      const status = honest.exchange.response?.status ?? 'no answer'
      const reason = `the honest call of ${endpoint.id} was answered ${status}, not ${endpoint.status}`
      return [{ kind: 'unknown', reason, attributed: 'rs' }]
    }
    const change = changes(honest.token, context)
    if (typeof change === 'string') return [{ kind: 'not-applicable', reason: change }]
    const exchange = await api.call(endpoint, honest.token, change)
    if ('kind' in exchange) return [exchange]
    return [refusal(`${endpoint.method} ${endpoint.path} is closed to ${title}`, exchange)]
  }
}

/** The token of one client in the hands of another, with that one's key or certificate (RFC 9449, RFC 8705 section 3). */
export const refusesOtherClient: Probe = refuses('the token of another client', (_token, { variant }) =>
  variant.clients.client2 === undefined ? 'the target file has no client2' : { client: 'client2' },
)

/** The first character of the last part: the last character of base64url may hold bits that mean nothing. */
function altered(token: string): string {
  const at = token.lastIndexOf('.') + 1
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

/** A token of which one character was changed. */
export const refusesAlteredToken: Probe = refuses('an altered token', ({ accessToken }) => ({
  accessToken: altered(accessToken),
}))

/** A token that was revoked opens no endpoint any more. */
export const refusesRevokedToken: Probe = async ({ api, endpoint }) => {
  if (!api || !endpoint) return [{ kind: 'unknown', reason: 'the case is about no endpoint', attributed: 'harness' }]
  const token = await api.tokenFor(endpoint.scopes, { fresh: true })
  if (token.kind === 'unknown') return [token]
  if (token.kind === 'refused')
    return [{ kind: 'unknown', reason: `no token to revoke: ${token.step} was refused`, attributed: 'as' }]
  const before = await api.call(endpoint, token)
  if ('kind' in before) return [before]
  if (before.response?.status !== endpoint.status) {
    const reason = `before it was revoked, the token was answered ${before.response?.status ?? 'nothing'}`
    return [{ kind: 'unknown', reason, attributed: 'rs' }]
  }
  const revoked = await api.revoke(token)
  if (revoked !== true) return [revoked]
  const after = await api.call(endpoint, token)
  if ('kind' in after) return [after]
  return [refusal(`${endpoint.method} ${endpoint.path} is closed to a revoked token`, after)]
}

/** A refresh that asks for all scopes of the ecosystem is refused, or yields no more than was granted. */
export const refreshNoWider: Probe = async (context) => {
  const { api, useCase } = context
  if (!api || !useCase) return [noUseCase]
  const token = await api.tokenFor(useCase.scopes, { fresh: true })
  if (token.kind === 'unknown') return [token]
  if (token.kind === 'refused')
    return [{ kind: 'unknown', reason: `no token to refresh: ${token.step} was refused`, attributed: 'as' }]
  if (token.refreshToken === null) return [{ kind: 'not-applicable', reason: 'there is no refresh token' }]
  const all = [...ecosystemScopes(context)]
  const wider = all.filter((scope) => !useCase.scopes.includes(scope))
  if (wider.length === 0) return [{ kind: 'not-applicable', reason: 'the use case has every scope there is' }]
  const refreshed = await api.refresh(token, [...token.asked, ...wider].join(' '))
  if (refreshed.kind === 'unknown') return [refreshed]
  const expected = `a refresh does not add ${wider.join(' ')}`
  const exchanges = refreshed.exchanges.map(({ id }) => id)
  if (refreshed.kind === 'refused')
    return [{ kind: 'yes', expected, observed: `refused with ${refreshed.code ?? refreshed.detail}`, exchanges }]
  // A response without scope means all that was asked for (RFC 6749 section 5.1).
  const granted = refreshed.granted ?? refreshed.asked
  const more = granted.filter((scope) => wider.includes(scope))
  return more.length === 0
    ? [{ kind: 'yes', expected, observed: granted.join(' '), exchanges }]
    : [{ kind: 'no', expected, observed: `granted: ${more.join(' ')}`, attributed: 'as', exchanges }]
}
