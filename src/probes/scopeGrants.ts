import { judgeExchange } from '../checks/refusal.ts'
import type { Answer } from '../checks/types.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { forEndpoint, forSuccess } from './apiAnswer.ts'
import type { ApiClient, ApiToken, CallChanges, NoToken } from './apiTypes.ts'
import { closedToken } from './closedToken.ts'
import { tokenOf, unclear } from './scopeMatrix.ts'
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

const noUseCase: Answer = {
  kind: 'unknown',
  reason: 'the profile describes no use case to ask about',
  attributed: 'config',
}

/** Who asks for the scopes of a use case is granted these, or fewer. */
export const grantsOnlyAsked: Probe = async (context) => {
  if (!context.useCase) return [noUseCase]
  const token = await tokenOf(context, context.useCase.scopes)
  if (token.kind === 'unknown') return [token]
  const more = unasked(context, token)
  const expected = `granted scopes are among those asked for: ${token.asked.join(' ')}`
  const exchanges = [token.response.id]
  return more.length === 0
    ? [{ kind: 'yes', expected, observed: (token.granted ?? token.asked).join(' '), exchanges }]
    : [{ kind: 'no', expected, observed: `also granted: ${more.join(' ')}`, attributed: 'as', exchanges }]
}

/** Whether the endpoint looks at the scope at all: it is closed to the token of a use case that has no business with it. */
async function guards({ profile }: ProbeContext, api: ApiClient, endpoint: Endpoint): Promise<boolean> {
  const token = await closedToken(profile, { api, endpoint })
  if (token === null) return false
  const exchange = await api.call(endpoint, token)
  return !('kind' in exchange) && judgeExchange('resource', exchange).kind === 'refused'
}

/** Calls that the token opens though the endpoint needs a scope and looks at it. */
async function opened(context: ProbeContext, api: ApiClient, token: ApiToken): Promise<readonly Exchange[]> {
  const calls = (context.profile?.api?.endpoints ?? []).map(async (endpoint) => {
    const exchange = await api.call(endpoint, token)
    if ('kind' in exchange || judgeExchange('resource', exchange).kind !== 'accepted') return []
    return (await guards(context, api, endpoint)) ? [exchange] : []
  })
  return (await Promise.all(calls)).flat()
}

/** Who asks for no scope of the ecosystem gets none: the request is refused, or its token names none and opens nothing. */
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
  if (more.length > 0) {
    const observed = `granted: ${more.join(' ')}`
    return [{ kind: 'no', expected, observed, attributed: 'as', exchanges: [token.response.id] }]
  }
  // A server that grants a default scope need not say so in the way it should (RFC 6749 section 3.3).
  const found = await opened(context, api, token)
  const exchanges = [token.response.id, ...found.map(({ id }) => id)]
  const seen = found.map(({ request }) => `${request.method} ${new URL(request.url).pathname}`).join(', ')
  return found.length === 0
    ? [
        {
          kind: 'yes',
          expected,
          observed: `granted: ${token.granted?.join(' ') || 'nothing that is named'}`,
          exchanges,
        },
      ]
    : [{ kind: 'no', expected, observed: `the token opens ${seen}`, attributed: 'as', exchanges }]
}

function refusal(title: string, endpoint: Endpoint, exchange: Exchange): Answer {
  const outcome = judgeExchange('resource', exchange)
  if (outcome.kind !== 'accepted' && outcome.kind !== 'refused') return unclear(outcome, endpoint)
  const said = { expected: `${endpoint.method} ${endpoint.path} is closed to ${title}`, exchanges: [exchange.id] }
  return outcome.kind === 'refused'
    ? { kind: 'yes', observed: outcome.detail, ...said }
    : { kind: 'no', observed: outcome.detail, attributed: 'rs', ...said }
}

/** The honest call of the endpoint is accepted, the changed one has to be refused. */
const refuses = (title: string, changes: (token: ApiToken, context: ProbeContext) => CallChanges | string): Probe =>
  forSuccess(async ({ token }, { context, api, endpoint }) => {
    const change = changes(token, context)
    if (typeof change === 'string') return [{ kind: 'not-applicable', reason: change }]
    const exchange = await api.call(endpoint, token, change)
    return ['kind' in exchange ? exchange : refusal(title, endpoint, exchange)]
  })

const byOtherClient: Probe = refuses('the token of another client', (_token, { variant }) =>
  variant.clients.client2 === undefined ? 'the target file has no client2' : { client: 'client2' },
)

/** A DPoP-bound token alone, under either scheme (RFC 9449 sections 7.1 and 7.2). */
const withoutProof = (scheme: 'DPoP' | 'Bearer'): Probe =>
  refuses(`a token as ${scheme} without proof`, (_token, { variant }) =>
    variant.variant.sender_constraint === 'dpop' ? { bare: scheme } : 'tokens are bound to a certificate',
  )

const hands: readonly Probe[] = [byOtherClient, withoutProof('DPoP'), withoutProof('Bearer')]

/** The token in other hands: with the key or certificate of another client (RFC 9449, RFC 8705 section 3), and without proof. */
export const refusesOtherClient: Probe = async (context) => {
  const answers = (await Promise.all(hands.map((ask) => ask(context)))).flat()
  const asked = answers.filter(({ kind }) => kind !== 'not-applicable')
  return asked.length > 0 ? asked : answers.slice(0, 1)
}

/**
 * With a character in the last quarter of the last part changed: the first ones may be all that somebody looks at, the last one may
 * hold bits of base64url that mean nothing.
 */
function altered(token: string): string {
  const start = token.lastIndexOf('.') + 1
  const at = start + Math.floor(((token.length - start) * 3) / 4)
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
}

/** A token of which one character was changed. */
export const refusesAlteredToken: Probe = refuses('an altered token', ({ accessToken }) => ({
  accessToken: altered(accessToken),
}))

/** A token that was revoked opens no endpoint any more; before, it did. */
export const refusesRevokedToken: Probe = forEndpoint(async ({ api, endpoint }) => {
  const token = await api.tokenFor(endpoint.scopes, { fresh: true })
  if (token.kind === 'unknown') return [token]
  if (token.kind === 'refused')
    return [{ kind: 'unknown', reason: `no token to revoke: ${token.step} was refused`, attributed: 'as' }]
  const before = await api.call(endpoint, token)
  if ('kind' in before) return [before]
  const usable = judgeExchange('resource', before)
  if (usable.kind !== 'accepted') return [unclear(usable, endpoint)]
  const revoked = await api.revoke(token)
  if (revoked !== true) return [revoked]
  const after = await api.call(endpoint, token)
  return ['kind' in after ? after : refusal('a revoked token', endpoint, after)]
})

/** What a refreshed token says that it has, and what it opens: a server need not tell what it grants. */
async function widened(
  api: ApiClient,
  refreshed: ApiToken | NoToken,
  wider: readonly string[],
  { closed, expected }: { readonly closed: Endpoint | null; readonly expected: string },
): Promise<readonly Answer[]> {
  const exchanges = refreshed.exchanges.map(({ id }) => id)
  if (refreshed.kind === 'refused')
    return [{ kind: 'yes', expected, observed: `refused with ${refreshed.code ?? refreshed.detail}`, exchanges }]
  const granted = refreshed.granted ?? refreshed.asked
  const more = granted.filter((scope) => wider.includes(scope))
  if (more.length > 0)
    return [{ kind: 'no', expected, observed: `granted: ${more.join(' ')}`, attributed: 'as', exchanges }]
  const called = closed === null ? null : await api.call(closed, refreshed)
  if (closed === null || called === null || 'kind' in called)
    return [{ kind: 'yes', expected, observed: granted.join(' '), exchanges }]
  const all = [...exchanges, called.id]
  return judgeExchange('resource', called).kind === 'accepted'
    ? [{ kind: 'no', expected, observed: `it opens ${closed.method} ${closed.path}`, attributed: 'as', exchanges: all }]
    : [{ kind: 'yes', expected, observed: granted.join(' '), exchanges: all }]
}

/** An endpoint that needs one of these scopes and is closed to the token; null: there is none. */
async function closedEndpoint(
  { profile }: ProbeContext,
  api: ApiClient,
  token: ApiToken,
  wider: readonly string[],
): Promise<Endpoint | null> {
  const endpoint = profile?.api?.endpoints.find(({ scopes }) => scopes.some((scope) => wider.includes(scope)))
  const called = endpoint && (await api.call(endpoint, token))
  if (endpoint === undefined || called === undefined || 'kind' in called) return null
  return judgeExchange('resource', called).kind === 'refused' ? endpoint : null
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
  const closed = await closedEndpoint(context, api, token, wider)
  const first = await api.refresh(token, [...token.asked, ...wider].join(' '))
  if (first.kind === 'unknown') return [first]
  // And twice more, as clients do it, without a scope: a server may keep in mind what the first one wanted, or count.
  const expected = `a refresh does not add ${wider.join(' ')}`
  const answers = [...(await widened(api, first, wider, { closed, expected }))]
  let last = first.kind === 'token' ? first : token
  for (const which of ['second', 'third']) {
    const next = await api.refresh(last)
    if (next.kind === 'unknown') return [...answers, next]
    const again = `a ${which} refresh, without scope, does not add ${wider.join(' ')}`
    answers.push(...(await widened(api, next, wider, { closed, expected: again })))
    if (next.kind === 'token') last = next
  }
  return answers
}
