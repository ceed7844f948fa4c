import { createHash } from 'node:crypto'
import type { Variant } from '../profile/types.ts'
import type { Draft } from './draft.ts'
import { endpoint } from './endpoints.ts'
import { setField } from './fields.ts'
import type { SigningKey } from './keys.ts'
import { claimOf } from './requestClaims.ts'
import { type Actor, type FlowSession, type NonceParty, randomId } from './session.ts'

/** Adds one aspect of the variant to a draft; the flow itself has no variant conditions. */
export type Decorate = (draft: Draft, flow: FlowSession, actor: Actor) => void

const seconds = (flow: FlowSession): number => Math.floor(flow.env.now() / 1000)

/** The key that a client signs with. Throws RangeError if it has none. */
export function signingKeyOf(actor: Actor): SigningKey {
  if (actor.key) return actor.key
  throw new RangeError(`client "${actor.client.name}" has no signing key in "jwks"`)
}

/** Header of a JWT that is signed by that key. */
export function jwtHeader(key: SigningKey, typ?: string): Record<string, unknown> {
  return { ...(typ === undefined ? {} : { typ }), alg: key.alg, ...(key.kid === null ? {} : { kid: key.kid }) }
}

/** `private_key_jwt`: RFC 7523 section 2.2, `aud` as FAPI2-SP-5.3.3.1-5 wants it: the issuer, a plain string. */
const privateKeyJwt: Decorate = (draft, flow, actor) => {
  const key = signingKeyOf(actor)
  const now = seconds(flow)
  const issuer = flow.env.target.issuer
  draft.jwts.client_assertion = {
    header: jwtHeader(key),
    claims: {
      iss: actor.client.id,
      sub: actor.client.id,
      aud: flow.env.accommodate.assertion_aud === 'endpoint' ? (endpoint(flow, 'token_endpoint') ?? issuer) : issuer,
      jti: randomId(),
      iat: now,
      nbf: now,
      exp: now + 60,
    },
    key,
    alg: key.alg,
    signatureFault: null,
    secret: null,
  }
  draft.form ??= []
  setField(draft.form, 'client_id', actor.client.id)
  setField(draft.form, 'client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  setField(draft.form, 'client_assertion', { jwt: 'client_assertion' })
}

/** `tls_client_auth` and `self_signed_tls_client_auth`: RFC 8705 section 2; the certificate is the credential. */
const tlsClientAuth: Decorate = (draft, _flow, actor) => {
  draft.form ??= []
  setField(draft.form, 'client_id', actor.client.id)
  draft.identity = actor.identity
}

export const clientAuth: Readonly<Record<Variant['client_auth'], Decorate>> = {
  private_key_jwt: privateKeyJwt,
  tls_client_auth: tlsClientAuth,
  self_signed_tls_client_auth: tlsClientAuth,
}

/** The server that nonces of a step belong to. */
export const nonceParty = (step: string): NonceParty =>
  step === 'resource' ? 'rs' : step === 'userinfo' ? 'userinfo' : 'as'

/** A DPoP proof for this request (RFC 9449 section 4.2), with `ath` when a token goes along and a nonce when one is known. */
export const dpopProof: Decorate = (draft, flow) => {
  const key = flow.dpopKey
  const nonce = flow.demandedNonce ?? flow.env.nonces.get(nonceParty(draft.step))
  const token = draft.step === 'resource' || draft.step === 'userinfo' ? flow.tokens.access_token : null
  const htu = new URL(draft.url)
  htu.search = ''
  htu.hash = ''
  draft.jwts.dpop = {
    header: { typ: 'dpop+jwt', alg: key.alg, jwk: key.publicJwk },
    claims: {
      jti: randomId(),
      htm: draft.method,
      htu: htu.href,
      iat: seconds(flow),
      ...(token === null ? {} : { ath: createHash('sha256').update(token).digest('base64url') }),
      ...(nonce === undefined ? {} : { nonce }),
    },
    key,
    alg: key.alg,
    signatureFault: null,
    secret: null,
  }
  setField(draft.headers, 'DPoP', { jwt: 'dpop' })
}

const certificateBinding: Decorate = (draft, _flow, actor) => {
  draft.identity = actor.identity
}

export const senderConstraint: Readonly<Record<Variant['sender_constraint'], Decorate>> = {
  dpop: dpopProof,
  mtls: certificateBinding,
}

/** Scheme of the Authorization header by constraint: RFC 9449 section 7.1, RFC 6750 section 2.1. */
export const tokenScheme: Readonly<Record<Variant['sender_constraint'], string>> = { dpop: 'DPoP', mtls: 'Bearer' }

const unsignedRequest: Decorate = () => {}

/** RFC 9101 request object with the claims FAPI2-MS-5.3.1 and 5.3.2 ask for; it replaces the plain parameters. */
const signedRequest: Decorate = (draft, flow, actor) => {
  const key = signingKeyOf(actor)
  const now = seconds(flow)
  const params = (draft.form ?? []).filter(([, v]) => typeof v === 'string')
  const claims = Object.fromEntries(params.map(([name, value]) => [name, claimOf(name, value)]))
  draft.jwts.request_object = {
    header: jwtHeader(key, 'oauth-authz-req+jwt'),
    claims: {
      ...claims,
      iss: actor.client.id,
      aud: flow.env.target.issuer,
      jti: randomId(),
      iat: now,
      nbf: now,
      exp: now + 300,
    },
    key,
    alg: key.alg,
    signatureFault: null,
    secret: null,
  }
  draft.form = [
    ['client_id', actor.client.id],
    ['request', { jwt: 'request_object' }],
  ]
}

export const requestMode: Readonly<Record<Variant['request'], Decorate>> = {
  unsigned: unsignedRequest,
  signed: signedRequest,
}

/** Parameters that the response mode adds to the authorization request. */
export const responseModeParams: Readonly<Record<Variant['response'], readonly (readonly [string, string])[]>> = {
  plain: [],
  jarm: [['response_mode', 'jwt']],
}
