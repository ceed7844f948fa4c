import { calculateJwkThumbprint, type JWK } from 'jose'
import { isBesideAlias } from './besideAlias.ts'
import { callOf } from './call.ts'
import { certificateThumbprint } from './certificateThumbprint.ts'
import { Challenge, MissingToken } from './challenge.ts'
import { checkProof } from './checkProof.ts'
import { paths } from './endpoints.ts'
import { formValue } from './form.ts'
import { exactHeaderLines, headerLines } from './headerLines.ts'
import { decodeJws } from './jws.ts'
import type { Context } from './koa.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'
import type { Entity } from './store.ts'
import type { Strict } from './strict.ts'

/** What an access token has to be good for. */
export interface TokenNeed {
  /** All of them. */
  readonly scopes: readonly string[]
  /** True: a token that an end user has granted; false: one that the client got for itself; null: either. */
  readonly user: boolean | null
  /** What a defect does not look at here. */
  readonly overlook?: 'rs-revoked' | 'rs-expired' | 'binding' | 'proof'
}

interface Presented {
  readonly scheme: 'DPoP' | 'Bearer'
  readonly text: string
  /** `unknown`: in the header, under a scheme that is neither. */
  readonly from: 'header' | 'query' | 'unknown'
}

/**
 * Lets a request to a protected resource pass, or not: FAPI 2.0 section 5.3.4, RFC 6750, RFC 9449 section 7, RFC 8705
 * section 3.
 * @returns the access token with its id in the store
 * @throws Challenge or MissingToken
 */
export async function guard(ctx: Context, site: Site, need: TokenNeed): Promise<{ id: string; token: Entity }> {
  const presented = readToken(ctx, site)
  const { id, token } = findToken(ctx, site, presented, need)
  if (site.lifecycle?.endsTokensOf(String(token.clientId)))
    throw new Challenge(401, presented.scheme, 'invalid_token', 'the client of the token is unknown')
  const isBare = need.overlook === 'proof' && headerLines(ctx.req, 'dpop').length === 0
  if (need.overlook !== 'binding' && !isBare) await checkBinding(ctx, site, presented, token)
  checkPower(site, presented, token, need)
  return { id, token }
}

/** RFC 6750 section 3.1: the request needs higher privileges than the token has. */
function checkPower({ strict }: Site, { scheme }: Presented, token: Entity, { scopes, user }: TokenNeed): void {
  const granted = String(token.scope ?? '').split(' ')
  if (strict('rs-scope') && !scopes.every((scope) => granted.includes(scope))) {
    const needed = scopes.join(' ')
    const code = strict('api-scope-code') ? 'insufficient_scope' : 'access_denied'
    throw strict('rs-scope-status')
      ? new Challenge(403, scheme, code, `the token lacks the scope ${needed}`, needed)
      : new Challenge(401, scheme, 'invalid_token', 'the token is not good here')
  }
  if (user === null || user === (token.accountId !== undefined)) return
  const whose = user ? 'of an end user' : 'of the client itself'
  throw new Challenge(403, scheme, 'insufficient_scope', `a token ${whose} is required`)
}

/** RFC 6750 section 2: once, and in the header. */
function readToken(ctx: Context, site: Site): Presented {
  const { strict } = site
  const headers = headerLines(ctx.req, 'authorization')
  const query = new URLSearchParams(ctx.url.split('?')[1] ?? '').getAll('access_token')
  const body = formValue(callOf(ctx).form, 'access_token')
  const count = headers.length + query.length + (body === undefined ? 0 : 1)
  if (count > 1 && strict('rs-two-tokens')) {
    throw new Challenge(400, 'Bearer', 'invalid_request', 'more than one access token was sent')
  }
  const [header] = strict('rs-header') ? headers : []
  if (header === undefined) {
    const [text] = query
    if (text !== undefined && !strict('rs-query-token')) return { scheme: 'Bearer', text, from: 'query' }
    if (count === 0 || !strict('rs-header')) throw new MissingToken('no access token was sent')
    throw new Challenge(400, 'Bearer', 'invalid_request', 'access tokens are only accepted in the Authorization header')
  }
  return readHeader(header, site)
}

function readHeader(header: string, site: Site): Presented {
  const [name = '', text = '', ...rest] = header.split(' ')
  const fold = (value: string) => (site.strict('rs-scheme-case') ? value.toLowerCase() : value)
  const scheme = (['DPoP', 'Bearer'] as const).find((candidate) => fold(candidate) === fold(name))
  if (scheme === undefined && !site.strict('rs-scheme-unknown')) return { scheme: 'Bearer', text, from: 'unknown' }
  if (scheme === undefined) throw new MissingToken('no access token was sent')
  if (rest.length > 0 || !/^[A-Za-z0-9\-._~+/]+=*$/.test(text)) {
    throw new Challenge(400, scheme, 'invalid_request', 'the Authorization header is malformed')
  }
  return { scheme, text, from: 'header' }
}

/** FAPI 2.0 section 5.3.4 item 3: validity, integrity, expiration and revocation status. */
function findToken(
  ctx: Context,
  site: Site,
  { scheme, text }: Presented,
  { overlook }: TokenNeed,
): { id: string; token: Entity } {
  const { store, tokenForm } = site
  const strict: Strict = (rule) => rule !== overlook && site.strict(rule)
  const models = ['AccessToken', 'ClientCredentials']
  const ids = models.map((model) => {
    if (!strict('rs-integrity')) return store.idStartingWith(model, text.slice(0, 24))
    return site.introspected.get(text) ?? tokenForm.idOf(text)
  })
  for (const [index, model] of models.entries()) {
    const id = ids[index]
    if (id === null || id === undefined) continue
    const seesGone = !strict('rs-revoked') || !strict('drill-token-cached')
    const token = store.peek(model, id) ?? (seesGone ? store.peekGone(model, id) : undefined)
    if (token === undefined) continue
    if (Number(token.exp) <= callOf(ctx).now && strict('rs-expired')) {
      throw new Challenge(401, scheme, 'invalid_token', 'the access token has expired')
    }
    return { id, token }
  }
  throw new Challenge(401, scheme, 'invalid_token', 'the access token is unknown or revoked')
}

async function checkBinding(ctx: Context, site: Site, presented: Presented, token: Entity): Promise<void> {
  // Only of those who refresh is known where their tokens come from.
  if (String(token.gty).includes('refresh_token') && !site.strict('refresh-unbound')) return
  if (token.jkt !== undefined) return checkKey(ctx, site, presented, token.jkt)
  if (token['x5t#S256'] !== undefined) return checkCertificate(ctx, site, presented, token['x5t#S256'])
  // Only the defect of that name makes such tokens; they have to be of use then.
  if (!site.strict('token-unbound')) return
  throw new Challenge(401, presented.scheme, 'invalid_token', 'the access token is not sender-constrained')
}

async function checkKey(ctx: Context, site: Site, presented: Presented, jkt: unknown): Promise<void> {
  const { strict } = site
  if (presented.scheme === 'Bearer') {
    if (!strict('rs-bearer') || presented.from !== 'header') return
    throw new Challenge(401, 'DPoP', 'invalid_token', 'the access token is bound to a key, use the DPoP scheme')
  }
  if (ctx.path === paths.userinfo && !strict('userinfo-proof') && (await shownKey(ctx)) === jkt) return
  const headers = strict('rs-proof-header-case') ? headerLines(ctx.req, 'dpop') : exactHeaderLines(ctx.req, 'DPoP')
  if (headers.length === 0) {
    if (!strict('rs-proof-missing')) return
    throw new Challenge(401, 'DPoP', 'invalid_dpop_proof', 'a DPoP proof is required')
  }
  const proven = await prove(ctx, site, headers, presented.text)
  if (proven !== null && proven !== jkt && strict('rs-proof-key')) {
    throw new Challenge(401, 'DPoP', 'invalid_token', 'the access token is bound to another key')
  }
}

/** Thumbprint of the key that a proof shows, whoever made it. */
async function shownKey(ctx: Context): Promise<string | null> {
  const jwk = decodeJws(headerLines(ctx.req, 'dpop')[0] ?? '')?.header.jwk
  return typeof jwk === 'object' && jwk !== null ? calculateJwkThumbprint(jwk as JWK) : null
}

async function prove(ctx: Context, site: Site, headers: string[], accessToken: string): Promise<string | null> {
  try {
    return await checkProof(
      'rs',
      {
        headers,
        method: ctx.method,
        url: ctx.href.split('?')[0] ?? ctx.href,
        accessToken,
        nonces: site.nonces.rs,
        replays: site.replays.rsProofs,
        now: callOf(ctx).now,
      },
      site.strict,
    )
  } catch (error) {
    if (error instanceof Refusal) throw new Challenge(401, 'DPoP', error.code, error.message)
    throw error
  }
}

function checkCertificate(ctx: Context, site: Site, presented: Presented, thumbprint: unknown): void {
  const { certificate } = callOf(ctx)
  if (presented.scheme === 'DPoP') {
    throw new Challenge(
      401,
      'Bearer',
      'invalid_token',
      'the access token is bound to a certificate, use the Bearer scheme',
    )
  }
  if (certificate === null) {
    if (!site.strict('rs-certificate-missing')) return
    if (ctx.path === paths.userinfo && isBesideAlias(ctx, site) && !site.strict('userinfo-beside-alias')) return
    throw new Challenge(401, 'Bearer', 'invalid_token', 'the access token is bound to a client certificate')
  }
  if (certificateThumbprint(certificate) !== thumbprint && site.strict('rs-certificate')) {
    throw new Challenge(401, 'Bearer', 'invalid_token', 'the access token is bound to another client certificate')
  }
}
