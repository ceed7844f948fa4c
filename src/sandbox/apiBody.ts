import { algsOf } from './algs.ts'
import { callOf } from './call.ts'
import { registeredKeys } from './credentials.ts'
import type { ApiEndpoint, Members } from './dialects/types.ts'
import { decodeJws } from './jws.ts'
import type { Context } from './koa.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import { importPublicJwk, verifySignature } from './signatures.ts'
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
    throw new Refusal(415, 'invalid_request', '"content-type": expected application/jwt')
  }
  const jws = decodeJws(text)
  if (jws === null) throw invalidRequest('expected one compact JWS with a JSON object')
  const alg = String(jws.header.alg)
  const client = site.credentials.clients.find(({ id }) => id === clientId)
  const isGood =
    algsOf(site.dialect).includes(alg) &&
    client !== undefined &&
    registeredKeys(client).some(({ publicJwk }) => {
      const key = importPublicJwk(publicJwk)
      return key !== null && verifySignature(alg, key, jws.signingInput, jws.signature)
    })
  if (!isGood) throw invalidRequest('the signature does not verify with a key of the client')
  if (jws.claims.iss !== undefined && jws.claims.iss !== clientId) throw invalidRequest('"iss": expected the client')
  return jws.claims
}
