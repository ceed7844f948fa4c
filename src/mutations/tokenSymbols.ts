import { createPublicKey } from 'node:crypto'
import { encodeFields } from '../flow/fields.ts'
import { decodeJwt, fits, signJwt } from '../flow/jws.ts'
import { spareKey } from '../flow/keys.ts'
import { type FlowSession, randomText } from '../flow/session.ts'
import { tokenScheme } from '../flow/strategies.ts'

const scheme = (flow: FlowSession): string => tokenScheme[flow.env.variant.variant.sender_constraint]
const invert = (text: string): string =>
  text.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))

/** The value of an Authorization header with a token made from the flow's; null: the flow has none to make it from. */
const header =
  (make: (token: string, flow: FlowSession) => string | null) =>
  (flow: FlowSession): string | null => {
    const token = flow.tokens.access_token
    const made = token === null ? null : make(token, flow)
    return made === null ? null : `${scheme(flow)} ${made}`
  }

const other = (character: string): string => (character === 'A' ? 'B' : 'A')

/** One character changed: the first of the signature of a JWT (its last may carry padding only), else the middle one. */
function altered(token: string): string {
  const parts = token.split('.')
  const at = parts.length === 3 ? token.lastIndexOf('.') + 1 : Math.floor(token.length / 2)
  return `${token.slice(0, at)}${other(token[at] ?? 'A')}${token.slice(at + 1)}`
}

/** The last eight characters cut off, but never more than half of the token: nothing is left of nothing. */
const truncated = (token: string): string => token.slice(0, -Math.min(8, Math.ceil(token.length / 2)))

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function unsigned(token: string): string | null {
  const jwt = token.split('.').length === 3 ? decodeJwt(token) : null
  return jwt && `${encode({ ...jwt.header, alg: 'none' })}.${encode(jwt.claims)}.`
}

function signedByAnother(token: string): string | null {
  const jwt = token.split('.').length === 3 ? decodeJwt(token) : null
  const alg = String(jwt?.header.alg)
  const key = jwt && spareKey(alg)
  if (!jwt || !key || !fits(alg, key.privateKey)) return null
  return signJwt({ ...jwt, key, alg, signatureFault: null, secret: null })
}

/** The key that signed it is the tester's own, and the token brings it along. */
function withEmbeddedKey(token: string): string | null {
  const jwt = token.split('.').length === 3 ? decodeJwt(token) : null
  const alg = String(jwt?.header.alg)
  const key = jwt && spareKey(alg)
  if (!jwt || !key || !fits(alg, key.privateKey)) return null
  const header = { ...jwt.header, jwk: key.publicJwk }
  return signJwt({ ...jwt, header, key, alg, signatureFault: null, secret: null })
}

/** HS256 keyed with the public key that the token is verified with, in the form that key files have. */
function macWithPublicKey(token: string, flow: FlowSession): string | null {
  const jwt = token.split('.').length === 3 ? decodeJwt(token) : null
  const published = flow.env.server.jwks?.find(({ kid, use }) => kid === jwt?.header.kid && use !== 'enc')
  if (!jwt || !published) return null
  const key = createPublicKey({ key: { ...published } as never, format: 'jwk' })
  const secret = Buffer.from(key.export({ type: 'spki', format: 'pem' }).toString())
  const header = { ...jwt.header, alg: 'HS256' }
  return signJwt({ ...jwt, header, key: spareKey('ES256'), alg: 'HS256', signatureFault: null, secret })
}

const garbage = (token: string): string =>
  token.split('.').length === 3 ? [43, 43, 43].map(randomText).join('.') : randomText(43)

function basic(flow: FlowSession): string {
  const id = encodeFields([['', flow.actor.client.id]]).slice(1)
  return `Basic ${Buffer.from(`${id}:${randomText(32)}`).toString('base64')}`
}

const withScheme = (token: string | null, flow: FlowSession): string | null => token && `${scheme(flow)} ${token}`

/** Values of the Authorization header. */
export const tokenSymbols: Readonly<Record<string, (flow: FlowSession) => unknown>> = {
  '$authorization.bearer': (f) => f.tokens.access_token && `Bearer ${f.tokens.access_token}`,
  '$authorization.dpop': (f) => f.tokens.access_token && `DPoP ${f.tokens.access_token}`,
  '$authorization.inverted_case': (f) => f.tokens.access_token && `${invert(scheme(f))} ${f.tokens.access_token}`,
  '$authorization.basic': basic,
  '$authorization.garbage': header(garbage),
  '$authorization.truncated': header(truncated),
  '$authorization.altered': header(altered),
  '$authorization.unsigned': header(unsigned),
  '$authorization.foreign_signature': header(signedByAnother),
  '$authorization.embedded_key': header(withEmbeddedKey),
  '$authorization.mac_with_public_key': header(macWithPublicKey),
  '$authorization.unknown_scheme': (f) => f.tokens.access_token && `Assay ${f.tokens.access_token}`,
  '$authorization.refresh_token': (f) => withScheme(f.tokens.refresh_token, f),
  '$authorization.id_token': (f) => withScheme(f.tokens.id_token, f),
}
