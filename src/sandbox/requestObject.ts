import { importJWK, SignJWT } from 'jose'
import { callOf } from './call.ts'
import type { SandboxClient } from './credentials.ts'
import { type Form, formValue, withFormValue } from './form.ts'
import { decodeJws } from './jws.ts'
import type { Context } from './koa.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import { requestObjectRules } from './requestObjectRules.ts'
import { applyRules } from './rules.ts'
import type { Site } from './site.ts'

/** Claims of a request object that are no authorization request parameters (RFC 9101 section 4). */
const jwtClaims = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub']

/** Parameters that stand beside a request object (RFC 9126 section 3). */
const besideRequest = ['client_id', 'client_assertion', 'client_assertion_type', 'request']

/**
 * Checks the request object of a push, if there is one.
 * @returns the parameters that count, and whether a defect let something pass that the library would refuse
 * @throws Refusal `invalid_request_object`, or `invalid_request` if the client has to use one and did not
 */
export async function readRequestObject(
  ctx: Context,
  site: Site,
  client: SandboxClient,
): Promise<{ params: Form; overlooked: boolean }> {
  const { form, now } = callOf(ctx)
  const request = formValue(form, 'request')
  if (request === undefined) {
    if (client.request === 'signed' && site.strict('request-object-required')) {
      throw invalidRequest('"request": this client has to sign its requests')
    }
    return { params: form, overlooked: client.request === 'signed' }
  }
  const jws = decodeJws(request)
  if (jws === null) throw new Refusal(400, 'invalid_request_object', '"request": expected one compact JWT')
  const facts = { jws, alg: String(jws.header.alg), client, issuer: site.issuer, now }
  const { overlooked } = await applyRules(requestObjectRules, facts, site.strict)
  const params = Object.entries(jws.claims)
    .filter(([name]) => !jwtClaims.includes(name))
    .map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)])
  const outside = form.filter(([name]) => !besideRequest.includes(name))
  if (outside.length === 0 || site.strict('request-object-outside')) return { params, overlooked }
  return {
    params: outside.reduce<Form>((all, [name, value]) => withFormValue(all, name, value), params),
    overlooked: true,
  }
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
