import { algsOf } from './algs.ts'
import { callOf } from './call.ts'
import { registeredKeys } from './credentials.ts'
import type { ApiEndpoint, Members } from './dialects/types.ts'
import { decodeJws, type Jws } from './jws.ts'
import type { Context } from './koa.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import { verifiesWith } from './signatures.ts'
import type { Jwk } from './signingKeys.ts'
import type { Site } from './site.ts'

/**
 * The JSON object that a request to the API brings: its body, or the claims of the JWS that its body is.
 * @throws Refusal 400 or 415
 */
export function readApiBody(ctx: Context, site: Site, { method, body }: ApiEndpoint, clientId: string): Members {
  if (method === 'GET' || method === 'DELETE') return {}
  const { bodyText } = callOf(ctx)
  return body === 'jws' ? readSigned(ctx, site, bodyText, clientId) : readJson(bodyText)
}

/** An empty body stands for an empty object, so that any client can try the call. */
function readJson(text: string): Members {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Said below.
  }
  throw invalidRequest('expected a JSON object')
}

function readSigned(ctx: Context, site: Site, text: string, clientId: string): Members {
  if (!/^application\/jwt\s*(;|$)/i.test(ctx.get('content-type'))) {
    if (!site.strict('api-signed-not')) return readJson(text)
    throw new Refusal(415, 'invalid_request', '"content-type": expected application/jwt')
  }
  const jws = decodeJws(text)
  if (jws === null) throw invalidRequest('expected one compact JWS with a JSON object')
  if (!isGenuine(site, jws, clientId)) throw invalidRequest('the signature does not verify with a key of the client')
  if (jws.claims.iss !== undefined && jws.claims.iss !== clientId) throw invalidRequest('"iss": expected the client')
  return jws.claims
}

/** Signed with a registered key of the client. */
function isGenuine({ dialect, credentials, strict }: Site, jws: Jws, clientId: string): boolean {
  const alg = String(jws.header.alg)
  if (alg === 'none') return !strict('api-signed-none')
  if (!algsOf(dialect).includes(alg)) return false
  if (!strict('api-signed-broken')) return true
  const client = credentials.clients.find(({ id }) => id === clientId)
  const registered = client === undefined ? [] : registeredKeys(client).map(({ publicJwk }) => publicJwk)
  const { jwk } = jws.header
  const brought = typeof jwk === 'object' && jwk !== null && !strict('api-signed-key') ? [jwk as Jwk] : []
  return [...registered, ...brought].some((one) => verifiesWith(one, alg, jws))
}
