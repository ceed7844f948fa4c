import { importJWK, SignJWT } from 'jose'
import { algsOf } from './algs.ts'
import { callOf } from './call.ts'
import type { SandboxClient } from './credentials.ts'
import { type Form, formValue, withFormValue } from './form.ts'
import { decodeJws, type Jws } from './jws.ts'
import type { Context } from './koa.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import { requestObjectRules } from './requestObjectRules.ts'
import { applyRules } from './rules.ts'
import type { Site } from './site.ts'

/** How long a request object may live, in s. */
function lifeOf({ dialect, strict }: Site): number {
  if (!strict('limit-request-object-strict')) return 300
  return strict('limit-request-object') ? (dialect.requestObjectLifeS ?? 3600) : 3600
}

/** Claims of a request object that are no authorization request parameters (RFC 9101 section 4). */
const jwtClaims = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub']

/** Parameters that stand beside a request object (RFC 9126 section 3). */
const besideRequest = ['client_id', 'client_assertion', 'client_assertion_type', 'request']

/** What a push asks for. */
export interface ReadRequest {
  /** The parameters that count. */
  readonly params: Form
  /** A defect let something pass that the library would refuse. */
  readonly overlooked: boolean
  /** Whose request it is: the authenticated client's, but for the defect that asks the request object. */
  readonly owner: SandboxClient
}

/**
 * Checks the request object of a push, if there is one.
 * @throws Refusal `invalid_request_object`, or `invalid_request` if the client has to use one and did not
 */
export async function readRequestObject(ctx: Context, site: Site, client: SandboxClient): Promise<ReadRequest> {
  const { form, now } = callOf(ctx)
  const request = formValue(form, 'request')
  if (request === undefined) {
    if (client.request === 'signed' && site.strict('request-object-required')) {
      throw invalidRequest('"request": this client has to sign its requests')
    }
    return { params: form, overlooked: client.request === 'signed', owner: client }
  }
  const jws = decodeJws(request)
  if (jws === null) throw unreadable(site)
  const outside = form.filter(([name]) => !besideRequest.includes(name))
  if (jws.claims.sub === client.id && !site.strict('request-object-kind')) {
    return { params: outside, overlooked: true, owner: client }
  }
  const owner = ownerOf(jws, client, site)
  const signer = signerOf(jws, owner, site)
  const facts = {
    jws,
    alg: String(jws.header.alg),
    client: signer,
    issuer: site.issuer,
    now,
    algs: algsOf(site.dialect),
    lifeS: lifeOf(site),
  }
  const { overlooked: passed } = await applyRules(requestObjectRules, facts, site.strict)
  const overlooked = passed || signer !== client
  const params = Object.entries(jws.claims)
    .filter(([name]) => !jwtClaims.includes(name))
    .map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)])
  if (outside.length === 0 || site.strict('request-object-outside')) {
    return { params, overlooked, owner }
  }
  const merged = outside.reduce<Form>((all, [name, value]) => withFormValue(all, name, value), params)
  return { params: merged, overlooked: true, owner }
}

function unreadable({ strict }: Site): Refusal {
  const description = '"request": expected one compact JWT'
  return strict('request-object-garbage')
    ? new Refusal(400, 'invalid_request_object', description)
    : new Refusal(500, 'server_error', description)
}

/** Defect: the client whose key the signature is verified with, and no more, is the one that the object names. */
function signerOf({ claims }: Jws, owner: SandboxClient, { strict, credentials }: Site): SandboxClient {
  if (strict('request-object-signer')) return owner
  return credentials.clients.find(({ id }) => id === claims.client_id) ?? owner
}

function ownerOf({ claims }: Jws, client: SandboxClient, { strict, credentials }: Site): SandboxClient {
  if (strict('request-object-owner')) return client
  return credentials.clients.find(({ id }) => id === claims.client_id) ?? client
}

/** Defect: the redirect URI beside a request object, which nobody checks; null without the defect. */
export function redirectUriBeside(form: Form, { strict }: Site): string | null {
  if (strict('request-object-outside-redirect-uri') || formValue(form, 'request') === undefined) return null
  return formValue(form, 'redirect_uri') ?? null
}

/** A good request object with these parameters, signed with the sandbox's copy of the client's key. */
export async function signRequestObject(site: Site, client: SandboxClient, params: Form): Promise<string> {
  const key = client.signingKey
  if (key === null) throw new Error(`client "${client.id}" has no signing key`)
  const notParams = ['request', 'request_uri', 'client_assertion', 'client_assertion_type']
  const claims = Object.fromEntries(params.filter(([name]) => !notParams.includes(name)))
  return new SignJWT({ ...claims, client_id: client.id })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'oauth-authz-req+jwt' })
    .setIssuer(client.id)
    .setAudience(site.issuer)
    .setIssuedAt()
    .setNotBefore('0s')
    .setExpirationTime('5m')
    .sign(await importJWK(key.privateJwk, key.alg))
}
