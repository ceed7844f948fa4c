import { randomUUID, X509Certificate } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { callOf } from './call.ts'
import type { SandboxClient } from './credentials.ts'
import { withFormValue } from './form.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

/**
 * Replaces the client's credentials by good ones made with the sandbox's copy of its keys. Used when a defect let a
 * request pass that the library would refuse.
 */
export async function presentStandIn(ctx: Context, site: Site, client: SandboxClient): Promise<void> {
  const call = callOf(ctx)
  delete ctx.req.headers.authorization
  let form = withFormValue(call.form, 'client_id', client.id)
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type'])
    form = withFormValue(form, name, null)
  if (client.clientAuth === 'private_key_jwt') {
    form = withFormValue(form, 'client_assertion', await goodAssertion(site, client))
    form = withFormValue(form, 'client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  } else {
    call.libraryCertificate = client.tls === null ? null : new X509Certificate(client.tls.cert)
  }
  call.form = form
}

async function goodAssertion(site: Site, client: SandboxClient): Promise<string> {
  const key = client.signingKey
  if (key === null) throw new Error(`client "${client.id}" has no signing key`)
  return new SignJWT({ iss: client.id, sub: client.id, aud: site.issuer, jti: randomUUID() })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .setIssuedAt()
    .setExpirationTime('60s')
    .sign(await importJWK(key.privateJwk, key.alg))
}
