import { symbolInScope } from '../profile/templateSymbols.ts'
import type { AuthorizationExtras, Consent } from '../profile/types.ts'
import type { FlowSession } from './session.ts'
import { fill, fillScope, fillText } from './template.ts'

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Two mappings in one, members of mappings too: what an ecosystem always asks for, and what a consent adds. */
function merged(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const both: Record<string, unknown> = { ...a }
  for (const [name, value] of Object.entries(b)) {
    const before = both[name]
    both[name] = isMapping(before) && isMapping(value) ? merged(before, value) : value
  }
  return both
}

/** Scope values that the flow asks for without those that hold symbols. */
function plainScope(flow: FlowSession): readonly string[] {
  const { variant, ecosystem } = flow.env
  const configured = flow.actor.client.scope ?? variant.scope
  const openid = variant.variant.openid ? ['openid'] : []
  if (flow.scopes !== null) return [...openid, ...flow.scopes]
  const always = ecosystem?.profile.authorization.scope ?? []
  const values = [...configured.split(' '), ...always].filter((value) => value !== '' && symbolInScope(value) === null)
  return values.filter((value) => value !== 'openid' || variant.variant.openid)
}

/** The consents that a flow makes before its authorization request. */
export function consentsOf(flow: FlowSession): readonly Consent[] {
  const { ecosystem, variant } = flow.env
  const left = flow.withoutConsents
  if (!ecosystem || left === 'all' || variant.variant.grant !== 'authorization_code') return []
  const asked = plainScope(flow)
  return ecosystem.profile.consents.filter(
    ({ id, scopes }) => !left.includes(id) && (scopes.length === 0 || scopes.some((scope) => asked.includes(scope))),
  )
}

/** What the authorization requests of this flow carry: by the rules of the ecosystem, and by the consents it has made. */
function extrasOf(flow: FlowSession): readonly AuthorizationExtras[] {
  const { ecosystem } = flow.env
  if (!ecosystem || flow.env.variant.variant.grant !== 'authorization_code') return []
  const consents = flow.consents === null ? [] : consentsOf(flow)
  return [ecosystem.profile.authorization, ...consents.map(({ authorize }) => authorize)]
}

/** The scope of the flow's request; null: none is asked for. */
export function scopeOf(flow: FlowSession): string | null {
  const extras = extrasOf(flow).flatMap(({ scope }) => scope)
  const literal = flow.scopes === null ? extras.filter((value) => symbolInScope(value) === null) : []
  const allowed = literal.filter((value) => value !== 'openid' || flow.env.variant.variant.openid)
  const filled = extras.filter((value) => symbolInScope(value) !== null).map((value) => fillScope(value, flow))
  const values = [...new Set([...plainScope(flow), ...allowed, ...filled])]
  return values.length === 0 ? null : values.join(' ')
}

/** RFC 9396 section 2: what the request asks for in detail; empty: nothing. */
export function authorizationDetailsOf(flow: FlowSession): readonly unknown[] {
  const templates = flow.details ?? extrasOf(flow).flatMap(({ authorizationDetails }) => authorizationDetails)
  return templates.map((template) => fill(template, flow, ''))
}

/** The claims that the flow asks for (OpenID Connect Core 5.5), with further ones. */
export const claimsWith = (flow: FlowSession, more: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  merged(claimsOf(flow), more)

function claimsOf(flow: FlowSession): Record<string, unknown> {
  const claims = extrasOf(flow).reduce<Record<string, unknown>>((all, one) => merged(all, one.claims), {})
  return fill(claims, flow, '') as Record<string, unknown>
}

/** Parameters of the authorization request beyond those of RFC 6749, OpenID Connect's nonce and PKCE. */
export function extraParameters(flow: FlowSession): [string, string][] {
  const extras = extrasOf(flow)
  const claims = claimsOf(flow)
  const details = authorizationDetailsOf(flow)
  const acr = extras.map(({ acrValues }) => acrValues).findLast((value) => value !== null) ?? null
  const params = extras.flatMap((one) => Object.entries(one.params))
  return [
    ...(Object.keys(claims).length === 0 ? [] : [['claims', JSON.stringify(claims)]]),
    ...(details.length === 0 ? [] : [['authorization_details', JSON.stringify(details)]]),
    ...(acr === null ? [] : [['acr_values', acr]]),
    ...new Map(params.map(([name, value]) => [name, fillText(value, flow, '')])),
  ] as [string, string][]
}

/** Claims of the ID token that the consents of this flow want back, with the values that they gave. */
export function expectedClaims(flow: FlowSession): { consent: string; name: string; value: unknown }[] {
  if (flow.consents === null) return []
  return consentsOf(flow).flatMap(({ id, expect }) =>
    Object.entries(expect.idToken).map(([name, template]) => ({
      consent: id,
      name,
      value: fill(template, flow, ''),
    })),
  )
}
