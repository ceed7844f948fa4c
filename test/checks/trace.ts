import { createHash } from 'node:crypto'
import { checks } from '../../src/checks/registry.ts'
import type { Answer, Trace } from '../../src/checks/types.ts'
import { readCallback } from '../../src/flow/authorize.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { type Blueprint, honestBlueprint, type JwtDraft } from './blueprint.ts'
import { exchange, NOW, type ResponseDraft } from './exchange.ts'
import { keys, sign, type TestKey } from './keys.ts'

type Values = Readonly<Record<string, string>>

/** Puts the values made last in the place of their `$` names, at any depth. */
function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return Object.hasOwn(values, value) ? values[value] : value
  if (Array.isArray(value)) return value.map((one) => fill(one, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, values)]))
}

const filled = (response: ResponseDraft, values: Values): ResponseDraft => ({
  ...response,
  body: fill(response.body, values),
})

const signed = ({ header, claims, key }: JwtDraft, values: Values): Promise<string> =>
  sign(fill(header, values) as Record<string, unknown>, fill(claims, values) as Record<string, unknown>, key)

const proof = async (key: TestKey): Promise<[string, string]> => [
  'DPoP',
  await sign(
    { typ: 'dpop+jwt', jwk: key.jwk },
    { jti: 'j', htm: 'POST', htu: 'https://as.example/token', iat: NOW / 1000 },
    key,
  ),
]

const halfHash = (text: string, digest: string): string => {
  const whole = createHash(digest).update(text).digest()
  return whole.subarray(0, whole.length / 2).toString('base64url')
}

const DIGEST: Readonly<Record<string, string>> = { Ed25519: 'sha512', EdDSA: 'sha512' }

async function callbackOf({ callback }: Blueprint, values: Values): Promise<Trace['callback']> {
  if (callback === null) return null
  const all = { ...values, $response: callback.jwt ? await signed(callback.jwt, values) : '' }
  const url = new URL(callback.redirectUri)
  for (const [name, value] of callback.query) url.searchParams.append(name, String(fill(value, all)))
  const fragment = callback.fragment.map(([name, value]): [string, string] => [name, String(fill(value, all))])
  if (fragment.length > 0) url.hash = new URLSearchParams(fragment).toString()
  return readCallback(url.href)
}

async function exchangesOf(plan: Blueprint, values: Values): Promise<Record<string, Exchange[]>> {
  const dpop = plan.variant.sender_constraint === 'dpop' ? [await proof(keys.dpop)] : []
  const later = (one: Exchange): Exchange => ({ ...one, timing: { ...one.timing, startedAt: NOW + 100 } })
  const push = new URLSearchParams({
    client_id: plan.client.id,
    scope: plan.sent.scope ?? '',
    ...plan.pushed,
  }).toString()
  const refresh = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: plan.refreshToken ?? '',
  }).toString()
  const token = new URLSearchParams({ token: values.$access_token ?? '' }).toString()
  return {
    discovery: [
      exchange(
        'discovery',
        { method: 'GET' },
        { ...plan.discovery, body: plan.discovery.body === '' ? '' : plan.metadata },
      ),
    ],
    jwks: [exchange('jwks', { method: 'GET' }, plan.jwks)],
    par: [exchange('par', { headers: dpop, body: push }, plan.par)],
    authorize: plan.browser.map(({ request, response }) => exchange('authorize', request, response)),
    token: [
      exchange('token', { headers: dpop, body: 'grant_type=authorization_code&code=c' }, filled(plan.token, values)),
    ],
    resource: [exchange('resource', { method: 'GET', headers: dpop }, plan.resource)],
    userinfo: [exchange('userinfo', { method: 'GET', headers: dpop }, plan.userinfo)],
    refresh: [later(exchange('refresh', { headers: dpop, body: refresh }, filled(plan.refresh, values)))],
    introspect: [exchange('introspect', { body: token }, filled(plan.introspect, values))],
    introspect_jwt: [exchange('introspect_jwt', { body: token }, filled(plan.introspectJwt, values))],
    revoke: [exchange('revoke', { body: token }, plan.revoke)],
  }
}

/** Turns a blueprint into the trace of a flow that went like it. */
export async function toTrace(plan: Blueprint, other: Trace | null = null): Promise<Trace> {
  const base: Values = { $jkt: plan.sent.dpopJkt ?? '' }
  const accessToken = plan.accessTokenJwt ? await signed(plan.accessTokenJwt, base) : plan.accessToken
  const hashes: Values = { ...base, $at_hash: halfHash(accessToken, DIGEST[plan.idToken.key.alg] ?? 'sha256') }
  const values: Values = {
    ...hashes,
    $access_token: accessToken,
    $refresh_token: plan.refreshToken ?? '',
    $id_token: await signed(plan.idToken, hashes),
    $introspection_jwt: await signed(plan.introspectionJwt, hashes),
    $refreshed_id_token: await signed(plan.refreshedIdToken, hashes),
  }
  const { keys: published } = (plan.jwks.body ?? {}) as { keys?: Record<string, unknown>[] }
  return {
    variant: plan.variant,
    issuer: plan.issuer,
    metadata: plan.metadata,
    serverKeys: Array.isArray(published) ? published : null,
    client: { ...plan.client, publicKeys: [] },
    sent: { ...plan.sent, responseType: 'code', codeVerifier: null, interactionId: null },
    callback: await callbackOf(plan, values),
    exchanges: await exchangesOf(plan, values),
    samples: plan.samples,
    other,
    at: NOW + 1000,
  }
}

/** The trace of an honest flow, changed before its tokens are signed. */
export async function honestTrace(change: (plan: Blueprint) => void = () => {}): Promise<Trace> {
  const plan = honestBlueprint()
  change(plan)
  const second = honestBlueprint('client2')
  return toTrace(plan, await toTrace(second))
}

export const ask = (name: string, trace: Trace): Answer => {
  const check = checks[name]
  if (check === undefined) throw new RangeError(`there is no check "${name}"`)
  return check(trace)
}

/** Names of all checks that answer in one of these ways. */
export const namesOf = (trace: Trace, ...kinds: readonly Answer['kind'][]): string[] =>
  Object.entries(checks)
    .filter(([, check]) => kinds.includes(check(trace).kind))
    .map(([name]) => name)
