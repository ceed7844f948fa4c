import { decodeFields } from './fields.ts'
import { decodeJwt } from './jws.ts'
import type { FlowSession } from './session.ts'

type Pairs = readonly (readonly [string, string])[]

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Authorization request parameters as they really went: the request object's claims win (RFC 9101 section 6.3). */
function parameters(pairs: Pairs): (name: string) => string | null {
  const request = pairs.find(([name]) => name === 'request')?.[1]
  const claims = request === undefined ? null : (decodeJwt(request)?.claims ?? null)
  return (name) => (claims ? textOrNull(claims[name]) : (pairs.find(([n]) => n === name)?.[1] ?? null))
}

/** Takes over what an authorization request carried after any change, so that later steps and checks compare with that. */
export function noteSent(flow: FlowSession, pairs: Pairs): void {
  const read = parameters(pairs)
  flow.sent.scope = read('scope')
  flow.sent.state = read('state')
  flow.sent.nonce = read('nonce')
  flow.sent.responseType = read('response_type')
  // Without one in the request the token request still has to name the registered one.
  flow.sent.redirectUri = read('redirect_uri') ?? flow.actor.client.redirect_uri
}

/** The same from a form-urlencoded body. */
export const noteSentBody = (flow: FlowSession, body: string | null): void => noteSent(flow, decodeFields(body ?? ''))
