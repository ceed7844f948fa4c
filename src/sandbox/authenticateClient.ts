import { X509Certificate } from 'node:crypto'
import { algsOf } from './algs.ts'
import { type AssertionFacts, assertionRules } from './assertionRules.ts'
import { isBesideAlias } from './besideAlias.ts'
import { callOf } from './call.ts'
import { certificateRules } from './certificateRules.ts'
import { certificateThumbprint } from './certificateThumbprint.ts'
import type { SandboxClient } from './credentials.ts'
import type { DefectId } from './defects.ts'
import { paths } from './endpoints.ts'
import { formValue, withFormValue } from './form.ts'
import { decodeJws } from './jws.ts'
import type { Context, Middleware } from './koa.ts'
import type { Place } from './lifecycle.ts'
import { invalidClient, invalidRequest, Refusal } from './refusal.ts'
import { applyRules } from './rules.ts'
import { foldAlg } from './signatures.ts'
import type { Site } from './site.ts'
import { presentStandIn } from './standIn.ts'
import type { Strict } from './strict.ts'

/**
 * Authenticates the client with the method it is registered for; the library does it a second time.
 * @param endpointRule the defect that lets requests without credentials pass at this endpoint
 */
export function authenticateClient(site: Site, endpointRule: (ctx: Context) => DefectId): Middleware {
  const authority = new X509Certificate(site.credentials.clientAuthority.cert)
  return async (ctx, next) => {
    const call = callOf(ctx)
    const several = hasSeveralMethods(ctx)
    if (several && site.strict('two-methods')) {
      throw invalidRequest('client authentication is only accepted by one method at a time')
    }
    const assertion = formValue(call.form, 'client_assertion')
    const { lifecycle } = site
    const registered = site.strict('certificate-client-id')
      ? findClient(site, formValue(call.form, 'client_id'))
      : (findClient(site, formValue(call.form, 'client_id')) ?? clientOfCertificate(ctx, site))
    let overlooked = several
    if (assertion !== undefined) {
      const facts = assertionFacts(ctx, site, assertion)
      refuseGone(ctx, site, facts.client)
      const now = await lifecycle?.current(facts.client, facts.jws.header.kid)
      overlooked =
        (await applyAssertionRules({ ...facts, client: now?.client ?? facts.client }, site, strictAt(ctx, site))) ||
        overlooked
      overlooked ||= now?.changed ?? false
      call.client = facts.client
    } else if (registered !== null && registered.clientAuth !== 'private_key_jwt') {
      const { certificate, now } = call
      refuseGone(ctx, site, registered)
      const taken = lifecycle?.takesCertificate(registered, certificate) ?? null
      if (taken === false) throw invalidClient('the client certificate is not registered for this client')
      const believed = certificate === null && isBesideAlias(ctx, site) && !site.strict('certificate-beside-alias')
      const facts = { client: registered, certificate, authority, now }
      // One that was registered later passes for the one that the rules know.
      if (taken === null && !believed)
        overlooked = (await applyRules(certificateRules, facts, site.strict)).overlooked || overlooked
      else overlooked = true
      call.client = registered
    } else if (registered !== null && !site.strict(endpointRule(ctx))) {
      overlooked = true
      call.client = registered
    } else {
      throw withoutCredentials(ctx, site)
    }
    call.libraryCertificate = call.certificate
    if (overlooked) await presentStandIn(ctx, site, call.client)
    await next()
  }
}

/** A client that the operator has revoked or taken out is nobody any more. */
function refuseGone(ctx: Context, { lifecycle }: Site, { id }: SandboxClient): void {
  if (lifecycle?.refuses(id, placeOf(ctx))) throw invalidClient('the client is unknown')
}

function placeOf(ctx: Context): Place {
  if (ctx.path === paths.introspection) return 'introspection'
  if (ctx.path !== paths.token) return 'other'
  const grantType = formValue(callOf(ctx).form, 'grant_type')
  return grantType === 'refresh_token' ? 'refresh' : grantType === 'authorization_code' ? 'code' : 'token'
}

function hasSeveralMethods(ctx: Context): boolean {
  const { form } = callOf(ctx)
  const used = [ctx.get('authorization'), formValue(form, 'client_assertion'), formValue(form, 'client_secret')]
  return used.filter((value) => value !== undefined && value !== '').length > 1
}

function findClient(site: Site, id: unknown): SandboxClient | null {
  return site.credentials.clients.find((client) => client.id === id) ?? null
}

/** Defect: whose certificate it is says who the client is. */
function clientOfCertificate(ctx: Context, site: Site): SandboxClient | null {
  const call = callOf(ctx)
  const thumbprint = call.certificate === null ? null : certificateThumbprint(call.certificate)
  const client = site.credentials.clients.find(({ certThumbprint }) => certThumbprint === thumbprint) ?? null
  if (thumbprint === null || client === null) return null
  call.form = withFormValue(call.form, 'client_id', client.id)
  return client
}

function assertionFacts(ctx: Context, site: Site, assertion: string): AssertionFacts {
  const call = callOf(ctx)
  const jws = decodeJws(assertion)
  if (jws === null) throw invalidClient('"client_assertion": expected one compact JWT')
  const clientId = formValue(call.form, 'client_id')
  const client = [jws.claims.sub, jws.claims.iss, clientId]
    .map((id) => findClient(site, id))
    .find((candidate) => candidate !== null && candidate.clientAuth === 'private_key_jwt')
  if (client === undefined || client === null) {
    throw invalidClient('no client is registered under this id for private_key_jwt')
  }
  return {
    jws,
    alg: foldAlg(String(jws.header.alg)),
    client,
    assertionType: formValue(call.form, 'client_assertion_type'),
    clientId,
    issuer: site.issuer,
    endpoints: [site.issuer, site.mtlsOrigin].flatMap((origin) => Object.values(paths).map((path) => origin + path)),
    replays: site.replays.assertions,
    now: call.now,
    algs: algsOf(site.dialect),
  }
}

/** What is not looked at in assertions that come with one kind of request, where a defect is on. */
function strictAt(ctx: Context, { strict }: Site): Strict {
  const place = placeOf(ctx)
  if (place === 'refresh' && !strict('refresh-assertion'))
    return (rule) => rule !== 'assertion-exp' && rule !== 'assertion-aud-endpoint' && strict(rule)
  if (place === 'introspection' && !strict('introspection-assertion'))
    return (rule) => rule !== 'assertion-exp' && strict(rule)
  return strict
}

async function applyAssertionRules(facts: AssertionFacts, site: Site, strict: Strict): Promise<boolean> {
  try {
    return (await applyRules(assertionRules, facts, strict)).overlooked
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_client' && !site.strict('assertion-error')) {
      throw invalidRequest(error.message)
    }
    throw error
  }
}

/** RFC 6749 section 5.2: 401, with a challenge of the scheme that the client tried. */
function withoutCredentials(ctx: Context, site: Site): Refusal {
  const scheme = /^[A-Za-z][A-Za-z0-9-]*/.exec(ctx.get('authorization'))?.[0]
  const headers: [string, string][] =
    scheme !== undefined && site.strict('basic-challenge')
      ? [['www-authenticate', `${scheme} realm="${site.issuer}"`]]
      : []
  // RFC 9701 section 5 asks for 400 where a signed answer was wanted and nobody authenticated.
  const status = scheme === undefined && ctx.get('accept').includes('application/token-introspection+jwt') ? 400 : 401
  return new Refusal(
    status,
    'invalid_client',
    'the client did not authenticate by a method it is registered for',
    headers,
  )
}
