import { randomUUID } from 'node:crypto'
import { privateKeyOf, seconds, signRaw } from './keys.ts'
import type { Answer, Walker } from './walker.ts'

/** A token of the client's own. */
export async function ownToken(walker: Walker, scope = 'accounts'): Promise<string> {
  return String((await walker.clientCredentials({ scope })).json.access_token)
}

/** Calls the API with a token. */
export async function call(
  walker: Walker,
  [method, path]: readonly [string, string],
  token: string,
  request: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const headers = { ...(await walker.access(token, method, path)), ...request.headers }
  return walker.send(method, walker.origin + path, { ...request, headers })
}

const json = { 'content-type': 'application/json' }

/** The answer to a request that makes a consent. */
export async function postConsent(walker: Walker, body: unknown = { permissions: ['accounts'] }): Promise<Answer> {
  const token = await ownToken(walker)
  return call(walker, ['POST', '/consents'], token, { headers: json, body: JSON.stringify(body) })
}

export const newConsent = async (walker: Walker): Promise<string> => String((await postConsent(walker)).json.consentId)

/** `authorization_details` about a consent. */
export const detailsOf = (consentId: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify([{ type: 'account_access', consent_id: consentId, actions: ['read', 'pay'], ...more }])

/** What a push needs in this ecosystem, with a consent of its own. */
export async function agreed(walker: Walker, scope: string, more: Record<string, unknown> = {}) {
  return { scope, authorization_details: detailsOf(await newConsent(walker), more) }
}

/** The token response of a whole flow. */
export async function tokens(walker: Walker, scope = 'openid accounts', more: Record<string, unknown> = {}) {
  const change = await agreed(walker, scope, more)
  return (await walker.redeem(await walker.code(change))).json
}

/** A payment order, signed by the client. */
export function signedOrder(
  walker: Walker,
  claims: Record<string, unknown> = {},
  key = walker.client.signingKey,
): string {
  if (key === null) throw new Error('the client has no key')
  const order = { amount: '1.00', currency: 'EUR', creditor: 'Corner Shop', iss: walker.client.id, iat: seconds() }
  return signRaw(
    { alg: key.alg, kid: key.kid },
    { ...order, jti: randomUUID(), ...claims },
    privateKeyOf(key.privateJwk),
  )
}

/** Makes a payment with a signed order. */
export const pay = (walker: Walker, token: string, body = signedOrder(walker), key: string = randomUUID()) =>
  call(walker, ['POST', '/payments'], token, {
    headers: { 'content-type': 'application/jwt', 'x-idempotency-key': key },
    body,
  })
